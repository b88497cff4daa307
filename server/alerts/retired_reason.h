// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Why an alert closed though no reading cleared it, for its transition.
#pragma once

#include "rules/retirement.h"

#include <QString>

namespace pulse::alerts {

QString retiredReason(rules::Retirement retirement);

} // namespace pulse::alerts
