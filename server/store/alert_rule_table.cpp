// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/alert_rule_table.h"

#include "model/words.h"
#include "store/config_change.h"
#include "store/cursor.h"

namespace pulse::store {

using namespace Qt::StringLiterals;

namespace {

const auto kNoSuchRule = u"there is no such alert rule"_s;

model::AlertRule ruleFromRow(RowReader row)
{
    model::AlertRule rule;
    rule.key = row.key<RuleKey>();
    rule.tenant = row.key<TenantKey>();
    rule.tenantId = row.text();
    rule.ruleId = row.text();
    rule.name = row.text();
    rule.isEnabled = row.boolean();
    rule.metricName = row.text();
    rule.comparison = model::fromWord<model::Comparison>(row.text()).value_or(model::Comparison::Gt);
    rule.threshold = row.number();
    rule.clearValue = row.optionalNumber();
    rule.severity = static_cast<int>(row.integer());
    rule.description = row.text();
    rule.siteIds = row.texts();
    rule.version = static_cast<int>(row.integer());
    rule.createdAt = row.instant();
    rule.updatedAt = row.instant();
    return rule;
}

Result<model::AlertRule> oneRule(const TenantScope &scope, const char *statement, const QString &ruleId)
{
    PULSE_CHECK(checkUuid(u"rule_id"_s, ruleId));
    PULSE_TRY(const RowReader row, scope.one(statement, {ruleId}, kNoSuchRule));
    return ruleFromRow(row);
}

} // namespace

Result<wire::Page<model::AlertRule>> listAlertRules(const TenantScope &scope, const wire::PageRequest &page)
{
    PULSE_TRY(const QStringList after, cursorValues(page.after, 2));
    if (!page.after.isEmpty() && (!parseRfc3339(after[0].toLatin1()) || !checkUuid(u"after"_s, after[1])))
        return invalidField(u"after"_s, u"after is not a cursor of this list"_s);
    PULSE_TRY(const Rows rows,
              scope.query("alert_rule.list",
                          {Param::orNull(after[0]), Param::orNull(after[1]), page.limit + 1, page.offset}));
    PULSE_TRY(const Rows counted, scope.query("alert_rule.count", {kExactTotal + 1}));
    const Total total = totalOf(counted.first().integer());
    wire::Page<model::AlertRule> rules{{}, total.value, total.isEstimate, {}};
    for (int i = 0; i < std::min(rows.size(), page.limit); ++i)
        rules.items.append(ruleFromRow(rows.row(i)));
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
    PULSE_TRY(const Rows rows,
              scope.query("alert_rule.create",
                          {scope.tenant(), rule.name, rule.isEnabled, rule.metricName,
                           model::word(rule.comparison), rule.threshold, rule.clearValue, rule.severity,
                           Param::orNull(rule.description), rule.siteIds}));
    PULSE_CHECK(recordConfigChange(scope, scope.tenant()));
    return ruleFromRow(rows.first());
}

Result<model::AlertRule> changeAlertRule(const TenantScope &scope, const model::AlertRule &rule)
{
    PULSE_TRY(const RowReader row,
              scope.one("alert_rule.change",
                        {rule.key, rule.name, rule.isEnabled, rule.metricName, model::word(rule.comparison),
                         rule.threshold, rule.clearValue, rule.severity, Param::orNull(rule.description),
                         rule.siteIds},
                        kNoSuchRule));
    PULSE_CHECK(recordConfigChange(scope, scope.tenant()));
    return ruleFromRow(row);
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
