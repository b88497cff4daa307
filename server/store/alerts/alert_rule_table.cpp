// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/alerts/alert_rule_table.h"

#include "model/words.h"
#include "store/tenancy/configured_noun.h"
#include "store/tenancy/keyset_list.h"
#include "store/tenancy/quota.h"

namespace pulse::store {

using namespace Qt::StringLiterals;

RowShape<model::AlertRule> alertRuleShape()
{
    using model::AlertRule;
    return {
        column("rule_key", &AlertRule::key),
        column("tenant_key", &AlertRule::tenant),
        column("tenant_id", &AlertRule::tenantId),
        column("rule_id", &AlertRule::ruleId),
        column("name", &AlertRule::name),
        column("enabled", &AlertRule::isEnabled),
        column("condition", &AlertRule::condition),
        column("metric_name", &AlertRule::metricName),
        column("operator", &AlertRule::comparison),
        column("threshold", &AlertRule::threshold),
        column("clear_value", &AlertRule::clearValue),
        column("for_seconds", &AlertRule::holdFor),
        column("silent_seconds", &AlertRule::silentAfter),
        column("grace_seconds", &AlertRule::grace),
        column("severity", &AlertRule::severity),
        column("description", &AlertRule::description),
        column("site_ids", &AlertRule::siteIds),
        column("device_prefixes", &AlertRule::devicePrefixes),
        column("version", &AlertRule::version),
        column("created_at", &AlertRule::createdAt),
        column("updated_at", &AlertRule::updatedAt),
    };
}

namespace {

const ConfiguredNoun kRule{u"rule_id"_s, u"there is no such alert rule"_s, "alert_rule.remove"};
const KeysetList<model::AlertRule> kRules{
    {"alert_rule.list", alertRuleShape()},
    "alert_rule.count",
    {by(&model::AlertRule::createdAt), byUuid(&model::AlertRule::ruleId)}};
const Query<model::AlertRule> kOneRule{"alert_rule.one", alertRuleShape()};
const Query<model::AlertRule> kRuleToChange{"alert_rule.one_to_change", alertRuleShape()};
const Query<model::AlertRule> kCreateRule{"alert_rule.create", alertRuleShape()};
const Query<model::AlertRule> kChangeRule{"alert_rule.change", alertRuleShape()};

// $1 and the columns that a rule's writer gives, in the order of alert_rule.create.
std::vector<Param> withColumns(Param first, const model::AlertRule &rule)
{
    const bool hasThreshold = rule.condition == model::RuleCondition::Threshold;
    const auto seconds = [](std::chrono::seconds span) { return static_cast<qint64>(span.count()); };
    return {std::move(first),
            rule.name,
            rule.isEnabled,
            model::word(rule.condition),
            Param::orNull(rule.metricName),
            hasThreshold ? Param(model::word(rule.comparison)) : Param(std::nullopt),
            hasThreshold ? Param(rule.threshold) : Param(std::nullopt),
            rule.clearValue,
            seconds(rule.holdFor),
            seconds(rule.silentAfter),
            seconds(rule.grace),
            rule.severity,
            Param::orNull(rule.description),
            rule.siteIds,
            rule.devicePrefixes};
}

} // namespace

Result<model::Page<model::AlertRule>> listAlertRules(const TenantScope &scope, const model::PageRequest &page)
{
    return kRules.read(scope, page);
}

Result<model::AlertRule> alertRuleById(const TenantScope &scope, const QString &ruleId)
{
    return kRule.one(scope, kOneRule, ruleId);
}

Result<model::AlertRule> alertRuleToChange(const TenantScope &scope, const QString &ruleId)
{
    return kRule.one(scope, kRuleToChange, ruleId);
}

Result<model::AlertRule> createAlertRule(const TenantScope &scope, const model::AlertRule &rule)
{
    PULSE_TRY(auto created, scope.one(kCreateRule, withColumns(scope.tenant(), rule)));
    PULSE_CHECK(checkRuleQuota(scope));
    PULSE_CHECK(checkRulesOfMetricQuota(scope, rule));
    PULSE_CHECK(recordConfigChange(scope, scope.tenant()));
    return created;
}

Result<model::AlertRule> changeAlertRule(const TenantScope &scope, const model::AlertRule &rule)
{
    PULSE_TRY(const model::AlertRule before, alertRuleToChange(scope, rule.ruleId));
    PULSE_TRY(auto changed, scope.one(kChangeRule, withColumns(rule.key, rule), kRule.missing));
    if (rule.metricName != before.metricName)
        PULSE_CHECK(checkRulesOfMetricQuota(scope, rule));
    PULSE_CHECK(recordConfigChange(scope, scope.tenant()));
    return changed;
}

Result<> removeAlertRule(const TenantScope &scope, const QString &ruleId)
{
    return kRule.remove(scope, ruleId);
}

} // namespace pulse::store
