// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rules/condition.h"

#include "rules/threshold.h"

namespace pulse::rules {

ReadingJudge judgeOf(model::RuleCondition condition)
{
    switch (condition) {
    case model::RuleCondition::Threshold: return judgeThreshold;
    case model::RuleCondition::MetricSilent:
    case model::RuleCondition::DeviceSilent: return nullptr;
    }
    Q_UNREACHABLE();
}

} // namespace pulse::rules
