// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rules/hold.h"

namespace pulse::rules {

HoldStep next(const model::AlertRule &rule, const RuleState &state, Verdict verdict, Instant at)
{
    if (state.isActive)
        return verdict == Verdict::Clear ? HoldStep::Clear : HoldStep::Stay;
    if (verdict != Verdict::Breach)
        return state.since ? HoldStep::End : HoldStep::Stay;
    if (rule.holdFor.count() == 0)
        return HoldStep::Open;
    if (!state.since)
        return HoldStep::Begin;
    return at - *state.since >= rule.holdFor ? HoldStep::Open : HoldStep::Stay;
}

} // namespace pulse::rules
