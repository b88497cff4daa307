// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// THRESHOLD: one value against one bound, with a value to clear at.
#pragma once

#include "rules/condition.h"

namespace pulse::rules {

struct Bound {
    model::Comparison comparison = model::Comparison::Gt;
    double limit = 0;
};

bool breaks(double value, Bound bound);

Verdict judgeThreshold(const model::AlertRule &rule, const Look &look);

} // namespace pulse::rules
