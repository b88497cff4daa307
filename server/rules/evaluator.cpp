// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rules/evaluator.h"

#include "rules/hold.h"

#include <algorithm>

namespace pulse::rules {

namespace {

// What a device has open and pending, by rule: it may be as many as its tenant has rules, and each is asked
// for.
class ByRule {
public:
    explicit ByRule(const DeviceView &device)
    {
        for (const model::ActiveAlert &alert : device.active)
            m_active.push_back(alert.rule);
        for (const model::PendingRule &timer : device.pending)
            m_pending.push_back(&timer);
        std::sort(m_active.begin(), m_active.end());
        std::sort(m_pending.begin(), m_pending.end(),
                  [](const auto *a, const auto *b) { return a->rule < b->rule; });
    }

    bool isActive(const model::AlertRule &rule) const
    {
        return std::binary_search(m_active.begin(), m_active.end(), rule.key);
    }

    const model::PendingRule *timerOf(const model::AlertRule &rule) const
    {
        const auto at =
            std::lower_bound(m_pending.begin(), m_pending.end(), rule.key,
                             [](const model::PendingRule *timer, RuleKey key) { return timer->rule < key; });
        const bool isTimed = at != m_pending.end() && (*at)->rule == rule.key;
        return isTimed && (*at)->ruleVersion == rule.version ? *at : nullptr;
    }

private:
    std::vector<RuleKey> m_active;
    std::vector<const model::PendingRule *> m_pending;
};

// One rule's opinion on one value.
struct Opinion {
    const model::AlertRule &rule;
    const model::MetricValue &metric;
    Verdict verdict;
    Instant at;
};

void take(const Opinion &opinion, const RuleState &state, Evaluation &evaluation)
{
    const model::AlertRule &rule = opinion.rule;
    const double value = opinion.metric.value;
    const MetricKey metric = opinion.metric.code.metric();
    switch (next(rule, state, opinion.verdict, opinion.at)) {
    case HoldStep::Stay: return;
    case HoldStep::Begin:
        evaluation.timers.push_back(
            {rule.key, model::PendingRule{rule.key, opinion.at, value, rule.version}});
        return;
    case HoldStep::End: evaluation.timers.push_back({rule.key, std::nullopt}); return;
    case HoldStep::Open:
        evaluation.findings.push_back({Finding::Kind::Breach, &rule, value, metric, state.since});
        if (state.since)
            evaluation.timers.push_back({rule.key, std::nullopt});
        return;
    case HoldStep::Clear:
        evaluation.findings.push_back({Finding::Kind::Cleared, &rule, value, metric, std::nullopt});
        return;
    }
}

void restartAll(std::span<const model::PendingRule> pending, Instant at, std::vector<TimerChange> &changes)
{
    for (model::PendingRule timer : pending) {
        timer.since = at;
        changes.push_back({timer.rule, timer});
    }
}

} // namespace

bool isLate(const model::Reading &reading, const std::optional<Instant> &lastTs,
            std::chrono::seconds lateAfter)
{
    return lastTs && reading.ts < *lastTs && reading.receivedAt - reading.ts > lateAfter;
}

Instant effectiveTime(const model::Reading &reading) { return std::min(reading.ts, reading.receivedAt); }

Evaluation evaluate(const RuleIndex &rules, const DeviceView &device, const model::Reading &reading)
{
    Evaluation evaluation;
    const Instant at = effectiveTime(reading);
    const bool isStepBack = device.lastTs && at < *device.lastTs;
    if (isStepBack)
        restartAll(device.pending, at, evaluation.timers);
    const ByRule known(device);
    for (const model::MetricValue &metric : reading.metrics) {
        rules.visit(metric.code.metric(), device.place,
                    [&](const model::AlertRule &rule, ReadingJudge judge) {
                        RuleState state{known.isActive(rule), std::nullopt};
                        if (const model::PendingRule *timer = known.timerOf(rule))
                            state.since = isStepBack ? at : timer->since;
                        take({rule, metric, judge(rule, {metric.value}), at}, state, evaluation);
                    });
    }
    return evaluation;
}

void apply(std::span<const TimerChange> changes, std::vector<model::PendingRule> &pending)
{
    for (const TimerChange &change : changes) {
        std::erase_if(pending, [&](const model::PendingRule &timer) { return timer.rule == change.rule; });
        if (change.timer)
            pending.push_back(*change.timer);
    }
}

} // namespace pulse::rules
