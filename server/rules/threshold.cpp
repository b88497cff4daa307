// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rules/threshold.h"

namespace pulse::rules {

using model::Comparison;

bool breaks(double value, Bound bound)
{
    switch (bound.comparison) {
    case Comparison::Gt: return value > bound.limit;
    case Comparison::Lt: return value < bound.limit;
    case Comparison::Gte: return value >= bound.limit;
    case Comparison::Lte: return value <= bound.limit;
    }
    Q_UNREACHABLE();
}

Verdict judgeThreshold(const model::AlertRule &rule, const Look &look)
{
    if (breaks(look.value, {rule.comparison, rule.threshold}))
        return Verdict::Breach;
    if (!rule.clearValue)
        return Verdict::Clear;
    // Reaching the clear value clears, whichever way the rule looks.
    const bool isUpper = rule.comparison == Comparison::Gt || rule.comparison == Comparison::Gte;
    const bool isReached = isUpper ? look.value <= *rule.clearValue : look.value >= *rule.clearValue;
    return isReached ? Verdict::Clear : Verdict::Between;
}

} // namespace pulse::rules
