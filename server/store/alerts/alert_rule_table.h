// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A tenant's alert rules. Every change raises the rule's version and ends with a row in the change feed; the
// caller commits. Requires: a rule that was validated (wire/alert_rule_json).
#pragma once

#include "model/alert_rule.h"
#include "model/page.h"
#include "store/tenancy/scope.h"

namespace pulse::store {

RowShape<model::AlertRule> alertRuleShape(); // {alert_rule.columns}

// Oldest first.
Result<model::Page<model::AlertRule>> listAlertRules(const TenantScope &scope,
                                                     const model::PageRequest &page);
Result<model::AlertRule> alertRuleById(const TenantScope &scope, const QString &ruleId);
Result<model::AlertRule> alertRuleToChange(const TenantScope &scope,
                                           const QString &ruleId); // locked until the end

Result<model::AlertRule> createAlertRule(const TenantScope &scope, const model::AlertRule &rule);
Result<model::AlertRule> changeAlertRule(const TenantScope &scope, const model::AlertRule &rule);
Result<> removeAlertRule(const TenantScope &scope, const QString &ruleId);

} // namespace pulse::store
