// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/evidence.h"

#include "model/words.h"

namespace pulse::alerts {

using namespace Qt::StringLiterals;

namespace {

QString text(Instant at) { return QString::fromLatin1(toRfc3339(at)); }

qint64 seconds(std::chrono::seconds span) { return span.count(); }

} // namespace

QJsonObject conditionJson(const model::AlertRule &rule)
{
    QJsonObject json{{u"condition"_s, QString(model::word(rule.condition))}};
    if (rule.condition != model::RuleCondition::Threshold) {
        json.insert(u"silent_seconds"_s, seconds(rule.silentAfter));
        json.insert(u"grace_seconds"_s, seconds(rule.grace));
        return json;
    }
    json.insert(u"operator"_s, QString(model::word(rule.comparison)));
    json.insert(u"threshold"_s, rule.threshold);
    if (rule.clearValue)
        json.insert(u"clear_value"_s, *rule.clearValue);
    if (rule.holdFor.count() > 0)
        json.insert(u"for_seconds"_s, seconds(rule.holdFor));
    return json;
}

QJsonObject evidenceOf(const rules::Finding &finding, const model::Reading &reading)
{
    QJsonObject json{
        {u"reading_at"_s, text(reading.ts)},          {u"received_at"_s, text(reading.receivedAt)},
        {u"metric_name"_s, finding.rule->metricName}, {u"value"_s, finding.value},
        {u"rule_version"_s, finding.rule->version},   {u"condition"_s, conditionJson(*finding.rule)}};
    if (finding.pendingSince)
        json.insert(u"pending_since"_s, text(*finding.pendingSince));
    return json;
}

} // namespace pulse::alerts
