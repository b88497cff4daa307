// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A device of the greedy tenant with a page of readings that is some megabytes long: 1,000 readings with 250
// metrics each.
#pragma once

#include "bench/fairness/fairness_case.h"

namespace pulse::bench {

Result<> storePage(Rig &rig);
QByteArray pageRequest(const Rig &rig); // for all of it
QStringList withoutRequestLimits(); // of users and tenants: then only what is shared out protects a neighbour

} // namespace pulse::bench
