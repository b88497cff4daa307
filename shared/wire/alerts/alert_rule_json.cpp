// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/alerts/alert_rule_json.h"

#include "model/severity.h"

namespace pulse::wire {

using namespace Qt::StringLiterals;

namespace {

using model::AlertRule;
using model::Comparison;
using model::RuleCondition;

constexpr int kMostSeconds = 7 * 24 * 60 * 60;

bool isThreshold(const AlertRule &rule) { return rule.condition == RuleCondition::Threshold; }
bool isSilence(const AlertRule &rule) { return !isThreshold(rule); }

// A member of some conditions only: else null, and not read from a body.
Member<AlertRule> onlyOf(bool (*belongs)(const AlertRule &), const Member<AlertRule> &always)
{
    Member<AlertRule> some = always;
    some.schema = kinds::nullable(always.schema);
    some.json = [belongs, json = always.json](const AlertRule &rule) {
        return belongs(rule) ? json(rule) : QJsonValue(QJsonValue::Null);
    };
    return some.taking([belongs, take = always.take](FieldReader &reader, AlertRule &rule) {
        if (belongs(rule))
            take(reader, rule);
    });
}

// Of what another condition had, only the metric's name can be meant again.
void changeCondition(AlertRule &rule, RuleCondition condition)
{
    if (rule.condition == condition)
        return;
    const AlertRule none;
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

void takeCondition(FieldReader &reader, AlertRule &rule)
{
    RuleCondition condition = rule.condition;
    kinds::word<RuleCondition>().take(reader, u"condition"_s, condition);
    changeCondition(rule, condition);
}

void takeMetric(FieldReader &reader, AlertRule &rule)
{
    if (rule.condition == RuleCondition::DeviceSilent)
        return;
    if (rule.metricName.isEmpty())
        reader.require({u"metric_name"_s});
    reader.metricName(u"metric_name"_s, rule.metricName);
}

// On reaching it an alert clears, so it must be a value that does not break the rule.
void checkClearValue(FieldReader &reader, const AlertRule &rule)
{
    if (!rule.clearValue)
        return;
    const double clear = *rule.clearValue;
    switch (rule.comparison) {
    case Comparison::Gt:
        if (clear > rule.threshold)
            reader.reject(u"clear_value"_s, u"must not be above the threshold of a GT rule"_s);
        break;
    case Comparison::Gte:
        if (clear >= rule.threshold)
            reader.reject(u"clear_value"_s,
                          u"must be below the threshold of a GTE rule: on it the rule is broken"_s);
        break;
    case Comparison::Lt:
        if (clear < rule.threshold)
            reader.reject(u"clear_value"_s, u"must not be below the threshold of an LT rule"_s);
        break;
    case Comparison::Lte:
        if (clear <= rule.threshold)
            reader.reject(u"clear_value"_s,
                          u"must be above the threshold of an LTE rule: on it the rule is broken"_s);
        break;
    }
}

bool isSameThreshold(const AlertRule &a, const AlertRule &b)
{
    return a.comparison == b.comparison && a.threshold == b.threshold && a.clearValue == b.clearValue;
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

void checkWhole(FieldReader &reader, const AlertRule &rule, bool isNew)
{
    forbidOthers(reader, rule.condition);
    if (isNew && isThreshold(rule))
        reader.require({u"operator"_s, u"threshold"_s});
    else if (isNew)
        reader.require({u"silent_seconds"_s});
}

QList<Member<AlertRule>> conditionMembers()
{
    return {
        member("condition"_L1, &AlertRule::condition, kinds::word<RuleCondition>(),
               "Another condition forgets the fields of the one before and asks for its own."_L1)
            .taking(takeCondition),
        member("metric_name"_L1, &AlertRule::metricName, kinds::metricNameOrNull(),
               "Not of DEVICE_SILENT."_L1)
            .taking(takeMetric),
        onlyOf(
            isThreshold,
            member("operator"_L1, &AlertRule::comparison, kinds::word<Comparison>(), "THRESHOLD only."_L1)),
        onlyOf(isThreshold,
               member("threshold"_L1, &AlertRule::threshold, kinds::number(), "THRESHOLD only."_L1)),
        onlyOf(
            isThreshold,
            member(
                "clear_value"_L1, &AlertRule::clearValue, kinds::orNull(kinds::number()),
                "An open alert clears on reaching this, so it must not break the rule: below the threshold of GTE, at most that of GT, above that of LTE, at least that of LT; null: on leaving the threshold."_L1)),
        onlyOf(
            isThreshold,
            member(
                "for_seconds"_L1, &AlertRule::holdFor, kinds::seconds(0, kMostSeconds),
                "THRESHOLD only: how long, in device time, the value must stay beyond the threshold before the alert opens."_L1)),
        onlyOf(
            isSilence,
            member(
                "silent_seconds"_L1, &AlertRule::silentAfter, kinds::seconds(1, kMostSeconds),
                "METRIC_SILENT and DEVICE_SILENT only: how long nothing may be heard, by receive time."_L1)),
        onlyOf(isSilence,
               member("grace_seconds"_L1, &AlertRule::grace, kinds::seconds(0, kMostSeconds),
                      "METRIC_SILENT and DEVICE_SILENT only: added to silent_seconds."_L1))};
}

} // namespace

const Noun<model::AlertRule> &alertRuleNoun()
{
    static const Noun<AlertRule> noun{
        u"AlertRule"_s,
        u"When a device, or a metric of it, is an alert. THRESHOLD needs metric_name, operator and "
        u"threshold; "
        "METRIC_SILENT metric_name and silent_seconds; DEVICE_SILENT silent_seconds. What does not belong to "
        "the condition is null."_s,
        QList<Member<AlertRule>>{member("tenant_id"_L1, &AlertRule::tenantId, kinds::text(), {}),
                                 member("rule_id"_L1, &AlertRule::ruleId, kinds::uuid(), {}).identifying(),
                                 member("name"_L1, &AlertRule::name, kinds::displayName(), {}).required(),
                                 member("enabled"_L1, &AlertRule::isEnabled, kinds::truth(), {}).written()}
            + conditionMembers()
            + QList<Member<AlertRule>>{
                member("severity"_L1, &AlertRule::severity,
                       kinds::integer(model::kMinSeverity, model::kMaxSeverity), "5 is the worst."_L1)
                    .written(),
                member("description"_L1, &AlertRule::description, kinds::textOrNull(), {}).written(),
                member("site_ids"_L1, &AlertRule::siteIds, kinds::ids(), "Empty or null: every site."_L1)
                    .written(),
                member("device_prefixes"_L1, &AlertRule::devicePrefixes, kinds::ids(),
                       "Devices whose id begins with one of these. Empty or null: every device."_L1)
                    .written(),
                member("version"_L1, &AlertRule::version, kinds::integer(), "Rises with every change."_L1),
                member("created_at"_L1, &AlertRule::createdAt, kinds::time(), {}),
                member("updated_at"_L1, &AlertRule::updatedAt, kinds::time(), {})}};
    return noun;
}

// What cannot be told from another condition's is no rule to us.
Result<model::AlertRule> alertRuleFrom(const QJsonObject &json)
{
    PULSE_TRY(const AlertRule rule, alertRuleNoun().read(json));
    const QString condition = json.value(u"condition"_s).toString(model::word(RuleCondition::Threshold));
    if (!model::fromWord<RuleCondition>(condition))
        return invalidField(u"condition"_s, u"not an alert rule"_s);
    if (isThreshold(rule) && !model::fromWord<Comparison>(json.value(u"operator"_s).toString()))
        return invalidField(u"operator"_s, u"not an alert rule"_s);
    return rule;
}

Result<model::AlertRule> applyBody(model::AlertRule rule, const QJsonObject &body, BodyKind kind)
{
    const AlertRule before = rule;
    FieldReader reader(body);
    alertRuleNoun().take(reader, rule, kind);
    const bool isNew = kind == BodyKind::Create || rule.condition != before.condition;
    checkWhole(reader, rule, isNew);
    if (isThreshold(rule)
        && (isNew || !isSameThreshold(before, rule))) // what is stored may be older than the check
        checkClearValue(reader, rule);
    PULSE_CHECK(reader.check());
    return rule;
}

} // namespace pulse::wire
