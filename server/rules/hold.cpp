// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rules/hold.h"

namespace pulse::rules {

Step next(const model::AlertRule &rule, const RuleState &state, Verdict verdict, Instant at)
{
    if (state.isActive)
        return verdict == Verdict::Clear ? Step::Clear : Step::Stay;
    if (verdict != Verdict::Breach)
        return state.since ? Step::End : Step::Stay;
    if (rule.holdFor.count() == 0)
        return Step::Open;
    if (!state.since)
        return Step::Begin;
    return at - *state.since >= rule.holdFor ? Step::Open : Step::Stay;
}

} // namespace pulse::rules
