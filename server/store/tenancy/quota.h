// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// How many rules, routes and integrations a tenant may have (app_settings). Call these after the row was
// written, which holds the lock of the tenant's version, and before the transaction ends; the caller rolls
// back what is refused. Beyond the quota: Conflict, `quota_exceeded`, with the resource, the bound and the
// setting. What a tenant has above a quota that was lowered stays, and may be changed as long as that adds
// nothing.
#pragma once

#include "model/alert_rule.h"
#include "store/tenancy/scope.h"

namespace pulse::store {

Result<> checkRuleQuota(const TenantScope &scope); // all its rules, also disabled ones
Result<> checkRulesOfMetricQuota(const TenantScope &scope, const model::AlertRule &written);
Result<> checkRouteQuota(const TenantScope &scope);
Result<> checkIntegrationQuota(const TenantScope &scope);

} // namespace pulse::store
