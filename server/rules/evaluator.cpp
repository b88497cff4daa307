// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rules/evaluator.h"

#include "rules/threshold.h"

#include <algorithm>

namespace pulse::rules {

bool isLate(const model::Reading &reading, const std::optional<Instant> &lastTs,
            std::chrono::seconds lateAfter)
{
    return lastTs && reading.ts < *lastTs && reading.receivedAt - reading.ts > lateAfter;
}

bool coversSite(const model::AlertRule &rule, const QByteArray &siteId)
{
    return rule.siteIds.isEmpty() || rule.siteIds.contains(QString::fromUtf8(siteId));
}

std::vector<Finding> evaluate(const RuleIndex &rules, const QByteArray &siteId,
                              std::span<const model::ActiveAlert> active, const model::Reading &reading)
{
    std::vector<Finding> findings;
    for (const model::MetricValue &metric : reading.metrics) {
        for (const model::AlertRule *rule : rules.of(metric.code.metric())) {
            if (!coversSite(*rule, siteId))
                continue;
            const bool isActive = std::any_of(active.begin(), active.end(),
                                              [rule](const auto &alert) { return alert.rule == rule->key; });
            const Verdict verdict = judge(*rule, metric.value);
            if (verdict == Verdict::Breach && !isActive)
                findings.push_back({Finding::Kind::Breach, rule, metric.value, metric.code.metric()});
            else if (verdict == Verdict::Clear && isActive)
                findings.push_back({Finding::Kind::Cleared, rule, metric.value, metric.code.metric()});
        }
    }
    return findings;
}

} // namespace pulse::rules
