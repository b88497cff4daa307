// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/alerts/alert_rule_row.h"

#include "model/words.h"

namespace pulse::store {

using model::Comparison;
using model::RuleCondition;

model::AlertRule alertRuleFromRow(RowReader row)
{
    model::AlertRule rule;
    rule.key = row.key<RuleKey>();
    rule.tenant = row.key<TenantKey>();
    rule.tenantId = row.text();
    rule.ruleId = row.text();
    rule.name = row.text();
    rule.isEnabled = row.boolean();
    rule.condition = model::fromWord<RuleCondition>(row.text()).value_or(RuleCondition::Threshold);
    rule.metricName = row.text();
    rule.comparison = model::fromWord<Comparison>(row.text()).value_or(Comparison::Gt);
    rule.threshold = row.optionalNumber().value_or(0);
    rule.clearValue = row.optionalNumber();
    rule.holdFor = std::chrono::seconds(row.integer());
    rule.silentAfter = std::chrono::seconds(row.integer());
    rule.grace = std::chrono::seconds(row.integer());
    rule.severity = static_cast<int>(row.integer());
    rule.description = row.text();
    rule.siteIds = row.texts();
    rule.devicePrefixes = row.texts();
    rule.version = static_cast<int>(row.integer());
    rule.createdAt = row.instant();
    rule.updatedAt = row.instant();
    return rule;
}

} // namespace pulse::store
