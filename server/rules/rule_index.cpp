// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rules/rule_index.h"

namespace pulse::rules {

RuleIndex::RuleIndex(std::span<const model::AlertRule> rules, const MetricLookup &lookup)
{
    for (const model::AlertRule &rule : rules) {
        const MetricKey metric = lookup(rule.metricName.toUtf8());
        if (rule.isEnabled && metric.isValid())
            m_byMetric[metric].push_back(&rule);
    }
}

std::span<const model::AlertRule *const> RuleIndex::of(MetricKey metric) const
{
    const auto at = m_byMetric.find(metric);
    if (at == m_byMetric.end())
        return {};
    return at->second;
}

} // namespace pulse::rules
