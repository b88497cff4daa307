// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// From a verdict to what happens: an alert opens once, after the breach has lasted for the rule's holdFor in
// device time, and clears once. State goes in, the step comes out.
//
// A timer begins at a reading that breaches, and ends with the next one that does not, also where that one
// does not clear (Between). A rule without holdFor has none.
#pragma once

#include "base/clock.h"
#include "rules/condition.h"

#include <optional>

namespace pulse::rules {

struct RuleState {
    bool isActive = false; // an alert of the rule is open
    std::optional<Instant> since; // the timer that runs
};

enum class HoldStep { Stay, Begin, End, Open, Clear };

// `at`: effective device time of the reading that was judged.
HoldStep next(const model::AlertRule &rule, const RuleState &state, Verdict verdict, Instant at);

} // namespace pulse::rules
