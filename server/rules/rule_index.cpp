// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rules/rule_index.h"

#include <QSet>

namespace pulse::rules {

RuleIndex::RuleIndex(std::span<const model::AlertRule> rules, const MetricLookup &lookup)
{
    for (const model::AlertRule &rule : rules) {
        const Entry entry{&rule, judgeOf(rule.condition), Prefixes(rule.devicePrefixes)};
        if (!rule.isEnabled || !entry.judge)
            continue;
        const MetricKey metric = lookup(rule.metricName.toUtf8());
        if (!metric.isValid())
            continue;
        OfMetric &ofMetric = m_byMetric[metric];
        if (rule.siteIds.isEmpty())
            ofMetric.everywhere.push_back(entry);
        for (const QString &site : QSet<QString>(rule.siteIds.begin(), rule.siteIds.end()))
            ofMetric.bySite[site.toUtf8()].push_back(entry);
    }
}

} // namespace pulse::rules
