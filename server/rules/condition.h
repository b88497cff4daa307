// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a rule's condition makes of a reading: Breach, Clear, or neither. Whether an alert is open, and for
// how long a breach has lasted, is the same for every condition (rules/hold.h).
//
// A further condition is a file of its own and an entry in condition.cpp; what a condition must know beyond
// the value of the rule's metric becomes a field of Look.
#pragma once

#include "model/alert_rule.h"

namespace pulse::rules {

// Between: past the clear value but not past the threshold, so things stay as they are.
enum class Verdict { Breach, Between, Clear };

// What there is to look at.
struct Look {
    double value = 0; // of the rule's metric
};

using ReadingJudge = Verdict (*)(const model::AlertRule &rule, const Look &look);

// Null: readings are not what that condition is about, but that none come (it is judged by receive time).
ReadingJudge judgeOf(model::RuleCondition condition);

} // namespace pulse::rules
