// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Comparing one value with one rule.
#pragma once

#include "model/alert_rule.h"

namespace pulse::rules {

struct Bound {
    model::Comparison comparison = model::Comparison::Gt;
    double limit = 0;
};

bool breaks(double value, Bound bound);

// What a value says of a rule. Between: past the clear value but not past the threshold, so things stay as
// they are.
enum class Verdict { Breach, Between, Clear };

Verdict judge(const model::AlertRule &rule, double value);

} // namespace pulse::rules
