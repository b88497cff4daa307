// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/alerts/alert_rule_table.h"

#include "model/words.h"
#include "store/alerts/alert_rule_row.h"
#include "store/postgres/cursor.h"
#include "store/tenancy/config_change.h"
#include "store/tenancy/quota.h"

namespace pulse::store {

using namespace Qt::StringLiterals;

namespace {

const auto kNoSuchRule = u"there is no such alert rule"_s;

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

Result<model::AlertRule> oneRule(const TenantScope &scope, const char *statement, const QString &ruleId)
{
    PULSE_CHECK(checkUuid(u"rule_id"_s, ruleId));
    PULSE_TRY(const RowReader row, scope.one(statement, {ruleId}, kNoSuchRule));
    return alertRuleFromRow(row);
}

} // namespace

Result<wire::Page<model::AlertRule>> listAlertRules(const TenantScope &scope, const wire::PageRequest &page)
{
    PULSE_TRY(const QStringList after, cursorValues(page.after, 2));
    if (!page.after.isEmpty() && (!parseIso8601(after[0].toLatin1()) || !checkUuid(u"after"_s, after[1])))
        return invalidField(u"after"_s, u"after is not a cursor of this list"_s);
    PULSE_TRY(const Rows rows,
              scope.query("alert_rule.list",
                          {Param::orNull(after[0]), Param::orNull(after[1]), page.limit + 1, page.offset}));
    PULSE_TRY(const Rows counted, scope.query("alert_rule.count", {kExactTotal + 1}));
    const Total total = totalOf(counted.first().integer());
    wire::Page<model::AlertRule> rules{{}, total.value, total.isEstimate, {}};
    for (int i = 0; i < std::min(rows.size(), page.limit); ++i)
        rules.items.append(alertRuleFromRow(rows.row(i)));
    if (rows.size() > page.limit) {
        const model::AlertRule &last = rules.items.last();
        rules.next = cursorOf({QString::fromLatin1(toRfc3339(last.createdAt)), last.ruleId});
    }
    return rules;
}

Result<model::AlertRule> alertRuleById(const TenantScope &scope, const QString &ruleId)
{
    return oneRule(scope, "alert_rule.one", ruleId);
}

Result<model::AlertRule> alertRuleToChange(const TenantScope &scope, const QString &ruleId)
{
    return oneRule(scope, "alert_rule.one_to_change", ruleId);
}

Result<model::AlertRule> createAlertRule(const TenantScope &scope, const model::AlertRule &rule)
{
    PULSE_TRY(const Rows rows, scope.query("alert_rule.create", withColumns(scope.tenant(), rule)));
    PULSE_CHECK(checkRuleQuota(scope));
    PULSE_CHECK(checkRulesOfMetricQuota(scope, rule));
    PULSE_CHECK(recordConfigChange(scope, scope.tenant()));
    return alertRuleFromRow(rows.first());
}

Result<model::AlertRule> changeAlertRule(const TenantScope &scope, const model::AlertRule &rule)
{
    PULSE_TRY(const model::AlertRule before, alertRuleToChange(scope, rule.ruleId));
    PULSE_TRY(const Rows rows, scope.query("alert_rule.change", withColumns(rule.key, rule)));
    if (rows.isEmpty())
        return fail(ErrorKind::NotFound, kNoSuchRule);
    if (rule.metricName != before.metricName)
        PULSE_CHECK(checkRulesOfMetricQuota(scope, rule));
    PULSE_CHECK(recordConfigChange(scope, scope.tenant()));
    return alertRuleFromRow(rows.first());
}

Result<> removeAlertRule(const TenantScope &scope, const QString &ruleId)
{
    PULSE_CHECK(checkUuid(u"rule_id"_s, ruleId));
    PULSE_TRY(const Rows removed, scope.query("alert_rule.remove", {ruleId}));
    if (removed.affected() == 0)
        return fail(ErrorKind::NotFound, kNoSuchRule);
    return recordConfigChange(scope, scope.tenant());
}

} // namespace pulse::store
