// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/silence_alert.h"

#include "alerts/evidence.h"
#include "model/words.h"

namespace pulse::alerts {

using namespace Qt::StringLiterals;
using model::RuleCondition;

namespace {

constexpr double kHeartbeatConfidence = 0.9;

QJsonValue inWords(Instant instant) { return QString::fromLatin1(toRfc3339(instant)); }
QJsonValue inWords(const std::optional<Instant> &instant)
{
    return instant ? inWords(*instant) : QJsonValue::Null;
}

qint64 secondsOf(std::chrono::seconds time) { return time.count(); }

bool isOfMetric(const model::AlertRule *rule)
{
    return rule && rule->condition == RuleCondition::MetricSilent;
}

QString whatIsMissing(const model::AlertRule *rule)
{
    if (isOfMetric(rule))
        return rule->metricName + u" not heard"_s;
    return rule ? u"nothing heard"_s : u"no heartbeat"_s;
}

// For the tenant's own heartbeat: the device's word, where it said that it is gone.
const model::Offline *saidOffline(const rules::SilenceFinding &finding, const model::DeviceState &state)
{
    return !finding.rule && state.offline ? &*state.offline : nullptr;
}

QString whatHappened(const rules::SilenceFinding &finding, const model::DeviceState &state)
{
    if (const model::Offline *offline = saidOffline(finding, state))
        return offline->reason.isEmpty() ? u"offline"_s : u"offline: "_s + offline->reason;
    return u"%1 for %2 s"_s.arg(whatIsMissing(finding.rule),
                                QString::number(secondsOf(finding.term.allowed())));
}

void addOffline(QJsonObject &to, const model::Offline &offline)
{
    to.insert(u"reason"_s, offline.reason.isEmpty() ? u"offline"_s : offline.reason);
    to.insert(u"offline_at"_s, inWords(offline.at));
}

// The tenant's own heartbeat has no rule; it is judged as a rule about the device would be.
QJsonObject conditionOf(const rules::SilenceTerm &term, const model::AlertRule *rule)
{
    if (rule)
        return conditionJson(*rule);
    model::AlertRule heartbeat;
    heartbeat.condition = RuleCondition::DeviceSilent;
    heartbeat.silentAfter = term.interval;
    heartbeat.grace = term.grace;
    return conditionJson(heartbeat);
}

void addRule(QJsonObject &to, const model::AlertRule &rule)
{
    to.insert(u"rule_version"_s, rule.version);
    if (isOfMetric(&rule))
        to.insert(u"metric_name"_s, rule.metricName);
}

} // namespace

QString heartbeatFingerprint(const QString &deviceId) { return u"NO_HEARTBEAT:"_s + deviceId; }

model::Alert openedBy(const rules::SilenceFinding &finding, const DeviceName &device,
                      const model::DeviceState &state, Instant now)
{
    const model::AlertRule *rule = finding.rule;
    model::Alert alert;
    alert.tenantId = device.tenantId;
    alert.siteId = device.siteId;
    alert.deviceId = device.deviceId;
    alert.type = isOfMetric(rule) ? model::AlertType::MetricSilent : model::AlertType::NoHeartbeat;
    alert.fingerprint =
        rule ? thresholdFingerprint(rule->ruleId, device.deviceId) : heartbeatFingerprint(device.deviceId);
    alert.severity = rule ? rule->severity : kHeartbeatSeverity;
    alert.confidence = rule ? 1.0 : kHeartbeatConfidence;
    alert.summary = u"%1: %2: %3"_s.arg(device.siteId, device.deviceId, whatHappened(finding, state));
    if (isOfMetric(rule))
        alert.details = {{u"last_heard_at"_s, inWords(finding.lastHeard)}};
    else
        alert.details = {{u"last_heartbeat_at"_s, inWords(state.lastHeartbeatAt)}};
    if (rule) {
        alert.details.insert(u"rule_id"_s, rule->ruleId);
        alert.details.insert(u"rule_name"_s, rule->name);
        addRule(alert.details, *rule);
    } else if (const model::Offline *offline = saidOffline(finding, state)) {
        addOffline(alert.details, *offline);
    }
    alert.createdAt = now;
    alert.updatedAt = now;
    return alert;
}

void addRefusal(const model::Refusal &refusal, model::Alert &alert)
{
    const QString reason = model::word(refusal.reason);
    alert.summary += refusal.isProven ? u"; its messages are refused (%1)"_s.arg(reason)
                                      : u"; messages in its name are refused (%1)"_s.arg(reason);
    alert.details.insert(u"refused"_s,
                         QJsonObject{{u"reason"_s, reason},
                                     {u"is_proven"_s, refusal.isProven},
                                     {u"count"_s, refusal.count},
                                     {u"last_at"_s, inWords(refusal.lastAt)}});
}

QJsonObject silenceEvidence(const rules::SilenceFinding &finding, const model::DeviceState &state)
{
    QJsonObject evidence{{u"last_seen_at"_s, inWords(state.lastSeenAt)},
                         {u"deadline"_s, inWords(finding.deadline)},
                         {u"condition"_s, conditionOf(finding.term, finding.rule)}};
    if (finding.rule)
        addRule(evidence, *finding.rule);
    if (const model::Offline *offline = saidOffline(finding, state))
        addOffline(evidence, *offline);
    return evidence;
}

QString heardReason(const Heard &heard)
{
    return isOfMetric(heard.rule) ? heard.rule->metricName + u" heard again"_s : u"heard again"_s;
}

QJsonObject heardEvidence(const Heard &heard)
{
    QJsonObject evidence{{u"reading_at"_s, inWords(heard.reading.ts)},
                         {u"received_at"_s, inWords(heard.reading.receivedAt)},
                         {u"last_seen_at"_s, inWords(heard.lastSeenAt)}};
    if (heard.rule) {
        addRule(evidence, *heard.rule);
        evidence.insert(u"condition"_s, conditionJson(*heard.rule));
    }
    return evidence;
}

} // namespace pulse::alerts
