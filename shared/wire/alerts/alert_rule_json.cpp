// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/alerts/alert_rule_json.h"

#include "model/severity.h"
#include "model/words.h"
#include "wire/core/json.h"

namespace pulse::wire {

using namespace Qt::StringLiterals;

namespace {

using model::RuleCondition;

constexpr int kMostSeconds = 7 * 24 * 60 * 60;

QJsonValue secondsOrNull(bool applies, std::chrono::seconds span)
{
    return applies ? QJsonValue(static_cast<qint64>(span.count())) : QJsonValue(QJsonValue::Null);
}

std::chrono::seconds secondsFrom(const QJsonValue &value) { return std::chrono::seconds(value.toInteger()); }

} // namespace

// What does not belong to the rule's condition is null.
QJsonObject toJson(const model::AlertRule &rule)
{
    const bool hasThreshold = rule.condition == RuleCondition::Threshold;
    const QString comparison = hasThreshold ? QString(model::word(rule.comparison)) : QString();
    return {{u"tenant_id"_s, rule.tenantId},
            {u"rule_id"_s, rule.ruleId},
            {u"name"_s, rule.name},
            {u"enabled"_s, rule.isEnabled},
            {u"condition"_s, QString(model::word(rule.condition))},
            {u"metric_name"_s, orNull(rule.metricName)},
            {u"operator"_s, orNull(comparison)},
            {u"threshold"_s, hasThreshold ? QJsonValue(rule.threshold) : QJsonValue(QJsonValue::Null)},
            {u"clear_value"_s, rule.clearValue ? QJsonValue(*rule.clearValue) : QJsonValue(QJsonValue::Null)},
            {u"for_seconds"_s, secondsOrNull(hasThreshold, rule.holdFor)},
            {u"silent_seconds"_s, secondsOrNull(!hasThreshold, rule.silentAfter)},
            {u"grace_seconds"_s, secondsOrNull(!hasThreshold, rule.grace)},
            {u"severity"_s, rule.severity},
            {u"description"_s, orNull(rule.description)},
            {u"site_ids"_s, toJson(rule.siteIds)},
            {u"device_prefixes"_s, toJson(rule.devicePrefixes)},
            {u"version"_s, rule.version},
            {u"created_at"_s, toJson(rule.createdAt)},
            {u"updated_at"_s, toJson(rule.updatedAt)}};
}

Result<model::AlertRule> alertRuleFrom(const QJsonObject &json)
{
    model::AlertRule rule;
    rule.ruleId = json.value(u"rule_id"_s).toString();
    const auto condition =
        model::fromWord<RuleCondition>(json.value(u"condition"_s).toString(u"THRESHOLD"_s));
    const auto comparison = model::fromWord<model::Comparison>(json.value(u"operator"_s).toString());
    if (rule.ruleId.isEmpty() || !condition)
        return invalidField(rule.ruleId.isEmpty() ? u"rule_id"_s : u"condition"_s, u"not an alert rule"_s);
    if (*condition == RuleCondition::Threshold && !comparison)
        return invalidField(u"operator"_s, u"not an alert rule"_s);
    rule.tenantId = json.value(u"tenant_id"_s).toString();
    rule.name = json.value(u"name"_s).toString();
    rule.isEnabled = json.value(u"enabled"_s).toBool();
    rule.condition = *condition;
    rule.metricName = json.value(u"metric_name"_s).toString();
    rule.comparison = comparison.value_or(rule.comparison);
    rule.threshold = json.value(u"threshold"_s).toDouble();
    if (json.value(u"clear_value"_s).isDouble())
        rule.clearValue = json.value(u"clear_value"_s).toDouble();
    rule.holdFor = secondsFrom(json.value(u"for_seconds"_s));
    rule.silentAfter = secondsFrom(json.value(u"silent_seconds"_s));
    rule.grace = secondsFrom(json.value(u"grace_seconds"_s));
    rule.severity = json.value(u"severity"_s).toInt(3);
    rule.description = json.value(u"description"_s).toString();
    rule.siteIds = textsFrom(json.value(u"site_ids"_s));
    rule.devicePrefixes = textsFrom(json.value(u"device_prefixes"_s));
    rule.version = json.value(u"version"_s).toInt(1);
    rule.createdAt = instantFrom(json.value(u"created_at"_s)).value_or(Instant{});
    rule.updatedAt = instantFrom(json.value(u"updated_at"_s)).value_or(Instant{});
    return rule;
}

namespace {

// Of what another condition had, only the metric's name can be meant again.
void changeCondition(model::AlertRule &rule, RuleCondition condition)
{
    if (rule.condition == condition)
        return;
    const model::AlertRule none;
    rule.condition = condition;
    rule.comparison = none.comparison;
    rule.threshold = none.threshold;
    rule.clearValue = none.clearValue;
    rule.holdFor = none.holdFor;
    rule.silentAfter = none.silentAfter;
    rule.grace = none.grace;
    if (condition == RuleCondition::DeviceSilent)
        rule.metricName.clear();
}

void readCondition(FieldReader &reader, model::AlertRule &rule)
{
    QString condition = model::word(rule.condition);
    reader.text(u"condition"_s, condition);
    if (const auto known = model::fromWord<RuleCondition>(condition))
        changeCondition(rule, *known);
    else
        reader.reject(u"condition"_s, u"must be THRESHOLD, METRIC_SILENT or DEVICE_SILENT"_s);
}

void readSeconds(FieldReader &reader, const QString &field, std::chrono::seconds &target)
{
    std::optional<int> seconds = static_cast<int>(target.count());
    reader.optionalInteger(field, seconds, 0, kMostSeconds);
    target = std::chrono::seconds(seconds.value_or(0));
}

void readMetric(FieldReader &reader, model::AlertRule &rule)
{
    if (rule.metricName.isEmpty())
        reader.require({u"metric_name"_s});
    reader.metricName(u"metric_name"_s, rule.metricName);
}

// On reaching it an alert clears, so it must be a value that does not break the rule.
void checkClearValue(FieldReader &reader, const model::AlertRule &rule)
{
    if (!rule.clearValue)
        return;
    const double clear = *rule.clearValue;
    switch (rule.comparison) {
    case model::Comparison::Gt:
        if (clear > rule.threshold)
            reader.reject(u"clear_value"_s, u"must not be above the threshold of a GT rule"_s);
        break;
    case model::Comparison::Gte:
        if (clear >= rule.threshold)
            reader.reject(u"clear_value"_s,
                          u"must be below the threshold of a GTE rule: on it the rule is broken"_s);
        break;
    case model::Comparison::Lt:
        if (clear < rule.threshold)
            reader.reject(u"clear_value"_s, u"must not be below the threshold of an LT rule"_s);
        break;
    case model::Comparison::Lte:
        if (clear <= rule.threshold)
            reader.reject(u"clear_value"_s,
                          u"must be above the threshold of an LTE rule: on it the rule is broken"_s);
        break;
    }
}

bool isSameThreshold(const model::AlertRule &a, const model::AlertRule &b)
{
    return a.comparison == b.comparison && a.threshold == b.threshold && a.clearValue == b.clearValue;
}

void readThreshold(FieldReader &reader, model::AlertRule &rule, bool isNew)
{
    const model::AlertRule before = rule;
    readMetric(reader, rule);
    if (isNew)
        reader.require({u"operator"_s, u"threshold"_s});
    QString comparison = model::word(rule.comparison);
    reader.text(u"operator"_s, comparison);
    if (const auto known = model::fromWord<model::Comparison>(comparison))
        rule.comparison = *known;
    else
        reader.reject(u"operator"_s, u"must be GT, LT, GTE or LTE"_s);
    reader.number(u"threshold"_s, rule.threshold);
    reader.optionalNumber(u"clear_value"_s, rule.clearValue);
    if (isNew || !isSameThreshold(before, rule)) // what is stored may be older than the check
        checkClearValue(reader, rule);
    readSeconds(reader, u"for_seconds"_s, rule.holdFor);
}

void readSilence(FieldReader &reader, model::AlertRule &rule, bool isNew)
{
    if (rule.condition == RuleCondition::MetricSilent)
        readMetric(reader, rule);
    if (isNew)
        reader.require({u"silent_seconds"_s});
    int silent = static_cast<int>(rule.silentAfter.count());
    reader.integer(u"silent_seconds"_s, silent, 1, kMostSeconds);
    rule.silentAfter = std::chrono::seconds(silent);
    readSeconds(reader, u"grace_seconds"_s, rule.grace);
}

void forbidOthers(FieldReader &reader, RuleCondition condition)
{
    const QString what = u"is not a field of a %1 rule"_s.arg(model::word(condition));
    const auto forbid = [&](std::initializer_list<QString> fields) {
        for (const QString &field : fields)
            reader.forbid(field, what);
    };
    if (condition == RuleCondition::Threshold)
        forbid({u"silent_seconds"_s, u"grace_seconds"_s});
    else
        forbid({u"operator"_s, u"threshold"_s, u"clear_value"_s, u"for_seconds"_s});
    if (condition == RuleCondition::DeviceSilent)
        forbid({u"metric_name"_s});
}

void readBody(FieldReader &reader, model::AlertRule &rule, BodyKind kind)
{
    const RuleCondition before = rule.condition;
    readCondition(reader, rule);
    const bool isNew = kind == BodyKind::Create || rule.condition != before;
    reader.displayName(u"name"_s, rule.name);
    forbidOthers(reader, rule.condition);
    if (rule.condition == RuleCondition::Threshold)
        readThreshold(reader, rule, isNew);
    else
        readSilence(reader, rule, isNew);
    reader.integer(u"severity"_s, rule.severity, model::kMinSeverity, model::kMaxSeverity);
    reader.text(u"description"_s, rule.description, 1000);
    reader.ids(u"site_ids"_s, rule.siteIds);
    reader.ids(u"device_prefixes"_s, rule.devicePrefixes);
    reader.boolean(u"enabled"_s, rule.isEnabled);
}

} // namespace

Result<model::AlertRule> applyBody(model::AlertRule rule, const QJsonObject &body, BodyKind kind)
{
    FieldReader reader(body);
    if (kind == BodyKind::Create)
        reader.require({u"name"_s});
    else if (body.isEmpty())
        return fail(ErrorKind::Invalid, u"the body changes nothing"_s, u"empty_change"_s);
    readBody(reader, rule, kind);
    PULSE_CHECK(reader.check());
    return rule;
}

} // namespace pulse::wire
