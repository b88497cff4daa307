// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/alert_rule_json.h"

#include "model/severity.h"
#include "model/words.h"
#include "wire/json.h"

#include <QRegularExpression>

namespace pulse::wire {

using namespace Qt::StringLiterals;

QJsonObject toJson(const model::AlertRule &rule)
{
    return {{u"tenant_id"_s, rule.tenantId},
            {u"rule_id"_s, rule.ruleId},
            {u"name"_s, rule.name},
            {u"enabled"_s, rule.isEnabled},
            {u"metric_name"_s, rule.metricName},
            {u"operator"_s, QString(model::word(rule.comparison))},
            {u"threshold"_s, rule.threshold},
            {u"clear_value"_s, rule.clearValue ? QJsonValue(*rule.clearValue) : QJsonValue(QJsonValue::Null)},
            {u"severity"_s, rule.severity},
            {u"description"_s, orNull(rule.description)},
            {u"site_ids"_s, toJson(rule.siteIds)},
            {u"created_at"_s, toJson(rule.createdAt)},
            {u"updated_at"_s, toJson(rule.updatedAt)}};
}

Result<model::AlertRule> alertRuleFrom(const QJsonObject &json)
{
    model::AlertRule rule;
    rule.ruleId = json.value(u"rule_id"_s).toString();
    const auto comparison = model::fromWord<model::Comparison>(json.value(u"operator"_s).toString());
    if (rule.ruleId.isEmpty() || !comparison)
        return invalidField(rule.ruleId.isEmpty() ? u"rule_id"_s : u"operator"_s, u"not an alert rule"_s);
    rule.tenantId = json.value(u"tenant_id"_s).toString();
    rule.name = json.value(u"name"_s).toString();
    rule.isEnabled = json.value(u"enabled"_s).toBool();
    rule.metricName = json.value(u"metric_name"_s).toString();
    rule.comparison = *comparison;
    rule.threshold = json.value(u"threshold"_s).toDouble();
    if (json.value(u"clear_value"_s).isDouble())
        rule.clearValue = json.value(u"clear_value"_s).toDouble();
    rule.severity = json.value(u"severity"_s).toInt(3);
    rule.description = json.value(u"description"_s).toString();
    rule.siteIds = textsFrom(json.value(u"site_ids"_s));
    rule.createdAt = instantFrom(json.value(u"created_at"_s)).value_or(Instant{});
    rule.updatedAt = instantFrom(json.value(u"updated_at"_s)).value_or(Instant{});
    return rule;
}

namespace {

void checkRule(FieldReader &reader, const model::AlertRule &rule)
{
    static const QRegularExpression identifier(u"^[A-Za-z_][A-Za-z0-9_.:-]{0,99}$"_s);
    if (rule.name.isEmpty())
        reader.reject(u"name"_s, u"must not be empty"_s);
    if (!identifier.match(rule.metricName).hasMatch())
        reader.reject(u"metric_name"_s,
                      u"must be a metric name: a letter, then letters, digits and _ . : -"_s);
    if (!rule.clearValue)
        return;
    const bool isUpper =
        rule.comparison == model::Comparison::Gt || rule.comparison == model::Comparison::Gte;
    if (isUpper && *rule.clearValue > rule.threshold)
        reader.reject(u"clear_value"_s, u"must not be above the threshold of a GT or GTE rule"_s);
    if (!isUpper && *rule.clearValue < rule.threshold)
        reader.reject(u"clear_value"_s, u"must not be below the threshold of an LT or LTE rule"_s);
}

} // namespace

Result<model::AlertRule> applyBody(model::AlertRule rule, const QJsonObject &body, BodyKind kind)
{
    FieldReader reader(body);
    if (kind == BodyKind::Create)
        reader.require({u"name"_s, u"metric_name"_s, u"operator"_s, u"threshold"_s});
    else if (body.isEmpty())
        return fail(ErrorKind::Invalid, u"the body changes nothing"_s, u"empty_change"_s);
    QString comparison = model::word(rule.comparison);
    reader.text(u"name"_s, rule.name, 100);
    reader.text(u"metric_name"_s, rule.metricName, 100);
    reader.text(u"operator"_s, comparison);
    reader.number(u"threshold"_s, rule.threshold);
    reader.optionalNumber(u"clear_value"_s, rule.clearValue);
    reader.integer(u"severity"_s, rule.severity, model::kMinSeverity, model::kMaxSeverity);
    reader.text(u"description"_s, rule.description, 1000);
    reader.texts(u"site_ids"_s, rule.siteIds);
    reader.boolean(u"enabled"_s, rule.isEnabled);
    if (const auto known = model::fromWord<model::Comparison>(comparison))
        rule.comparison = *known;
    else
        reader.reject(u"operator"_s, u"must be GT, LT, GTE or LTE"_s);
    checkRule(reader, rule);
    PULSE_CHECK(reader.check());
    return rule;
}

} // namespace pulse::wire
