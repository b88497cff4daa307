// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Every case of bench fairness, a file each.
#pragma once

#include "bench/fairness/fairness_case.h"

namespace pulse::bench {

std::unique_ptr<FairnessCase> unreadPings();

} // namespace pulse::bench
