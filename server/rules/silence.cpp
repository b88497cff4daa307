// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rules/silence.h"

#include "rules/scope.h"

#include <algorithm>

namespace pulse::rules {

using model::RuleCondition;

namespace {

// Receive times run ahead of our clock, and it ahead of the last probe that came back, by less than this.
constexpr std::chrono::seconds kMostAhead{10};

SilenceTerm follow(const SilenceTerm *before, SilenceTerm after)
{
    if (before && before->allowed() <= after.allowed())
        after.since = before->since;
    return after;
}

bool concernsTheSame(const model::AlertRule &a, const model::AlertRule &b)
{
    return a.key == b.key && a.condition == b.condition && a.metricName == b.metricName
        && a.siteIds == b.siteIds && a.devicePrefixes == b.devicePrefixes;
}

RuleTerm ruleTerm(const model::AlertRule &rule, const SilenceTerms *before, Instant now)
{
    const SilenceTerm *old = nullptr;
    if (before) {
        const auto found =
            std::find_if(before->rules.begin(), before->rules.end(),
                         [&rule](const RuleTerm &known) { return concernsTheSame(known.rule, rule); });
        old = found == before->rules.end() ? nullptr : &found->term;
    }
    return {rule, {}, follow(old, {rule.silentAfter, rule.grace, now})};
}

// When a metric was last heard: none when nobody took note, nothing at all when it never was.
struct HeardAt {
    bool isKnown = false;
    std::optional<Instant> at;
};

HeardAt heardAt(MetricKey metric, const SilenceFacts &facts)
{
    if (!metric.isValid())
        return {};
    for (const model::HeardMetric &heard : facts.heard) {
        if (heard.metric == metric)
            return {true, heard.at};
    }
    const auto &values = facts.device.state.values;
    return {std::any_of(values.begin(), values.end(),
                        [metric](const auto &value) { return value.code.metric() == metric; }),
            std::nullopt};
}

class Judge {
public:
    Judge(const SilenceFacts &facts, Instant upTo)
        : m_facts(facts)
        , m_upTo(upTo)
    {
    }

    // The deadline, when it has passed. Whoever is silent already can be so anew only after being heard once
    // more, and for as long again.
    std::optional<Instant> passed(const SilenceTerm &term, const HeardAt &heard,
                                  const model::Offline *offline = nullptr)
    {
        // Heard in the future: before the clock was set back, and when that was, nobody can say any more.
        const bool isHeardBefore = heard.at && *heard.at <= m_upTo + kMostAhead;
        const Instant since = std::max(m_facts.since, term.since);
        const Instant from = std::max(isHeardBefore ? *heard.at : Instant{}, since);
        const bool counts = offline && offline->at >= since;
        const Instant bySilence = from + term.allowed();
        const Instant deadline = counts ? std::min(offline->at + term.grace, bySilence) : bySilence;
        const bool hasPassed = heard.isKnown && deadline <= m_upTo;
        m_verdict.next =
            std::min(m_verdict.next, !heard.isKnown || hasPassed ? m_upTo + term.allowed() : deadline);
        return hasPassed ? std::optional(deadline) : std::nullopt;
    }

    void judge(const SilenceTerm &term, const HeardAt &heard, const RuleTerm *rule)
    {
        const auto &offline = m_facts.device.state.offline;
        const auto deadline = passed(term, heard, offline && !rule ? &*offline : nullptr);
        if (!deadline || isOpen(rule ? rule->rule.key : RuleKey()))
            return;
        if (rule)
            m_verdict.findings.push_back({&rule->rule, rule->metric, term, heard.at, *deadline});
        else
            m_verdict.findings.push_back({nullptr, {}, term, heard.at, *deadline});
    }

    SilenceVerdict &verdict() { return m_verdict; }

private:
    bool isOpen(RuleKey rule) const
    {
        const auto &alerts = m_facts.device.alerts;
        return std::any_of(alerts.begin(), alerts.end(),
                           [rule](const model::ActiveAlert &alert) { return alert.rule == rule; });
    }

    const SilenceFacts &m_facts;
    const Instant m_upTo;
    SilenceVerdict m_verdict{false, {}, Instant::max()};
};

} // namespace

Instant lastHeard(Instant known, Instant received)
{
    return known > received + kMostAhead ? received : std::max(known, received);
}

bool SilenceTerms::awaitsMetric() const
{
    return std::any_of(rules.begin(), rules.end(), [](const RuleTerm &term) {
        return term.rule.condition == RuleCondition::MetricSilent && !term.metric.isValid();
    });
}

SilenceTerms silenceTerms(const model::TenantConfig &config, const RuleIndex::MetricLookup &lookup,
                          const SilenceTerms *before, Instant now)
{
    const model::TenantSettings &settings = config.settings;
    SilenceTerms terms;
    terms.stale = follow(before ? &before->stale : nullptr, {settings.heartbeatStale, {}, now});
    if (settings.heartbeatAlerts)
        terms.heartbeat = follow(before && before->heartbeat ? &*before->heartbeat : nullptr,
                                 {settings.heartbeatStale, settings.heartbeatGrace, now});
    for (const model::AlertRule &rule : config.rules) {
        if (!rule.isEnabled || rule.condition == RuleCondition::Threshold)
            continue;
        terms.rules.push_back(ruleTerm(rule, before, now));
        if (rule.condition == RuleCondition::MetricSilent)
            terms.rules.back().metric = lookup(rule.metricName.toUtf8());
    }
    return terms;
}

std::vector<MetricKey> watchedMetrics(std::span<const model::AlertRule> rules,
                                      const RuleIndex::MetricLookup &lookup)
{
    std::vector<MetricKey> watched;
    for (const model::AlertRule &rule : rules) {
        const bool isWatching = rule.isEnabled && rule.condition == RuleCondition::MetricSilent;
        const MetricKey metric = isWatching ? lookup(rule.metricName.toUtf8()) : MetricKey();
        if (metric.isValid())
            watched.push_back(metric);
    }
    std::sort(watched.begin(), watched.end());
    watched.erase(std::unique(watched.begin(), watched.end()), watched.end());
    return watched;
}

SilenceVerdict judgeSilence(const SilenceTerms &terms, const SilenceFacts &facts, Instant upTo)
{
    const model::DeviceState &state = facts.device.state;
    const HeardAt device{state.isKnown, state.isKnown ? std::optional(state.lastSeenAt) : std::nullopt};
    Judge judge(facts, upTo);
    const bool isSilent = judge.passed(terms.stale, device).has_value();
    judge.verdict().isStale = isSilent && state.status == model::DeviceStatus::Online;
    if (terms.heartbeat)
        judge.judge(*terms.heartbeat, device, nullptr);
    for (const RuleTerm &rule : terms.rules) {
        if (!covers(rule.rule, facts.device.siteId, facts.device.deviceId))
            continue;
        const bool isOfMetric = rule.rule.condition == RuleCondition::MetricSilent;
        judge.judge(rule.term, isOfMetric ? heardAt(rule.metric, facts) : device, &rule);
    }
    return std::move(judge.verdict());
}

} // namespace pulse::rules
