// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A tenant's routes: which alerts go to which integration. A route without a name has its integration's. An
// integration the tenant does not have is the caller's mistake, in `integration_id`. Every change ends with a
// row in the change feed; the caller commits. Requires: a route that was validated (wire/route_json).
#pragma once

#include "model/page.h"
#include "model/route.h"
#include "store/tenancy/scope.h"

namespace pulse::store {

RowShape<model::Route> routeOwnShape(); // {route.own}
RowShape<model::Route> routeShape(); // {route.columns}: and how its tenant and integration are called

// By priority, then oldest first.
Result<model::Page<model::Route>> listRoutes(const TenantScope &scope, const model::PageRequest &page);
Result<model::Route> routeById(const TenantScope &scope, const QString &routeId);
Result<model::Route> routeToChange(const TenantScope &scope, const QString &routeId); // locked until the end

// Invalid, in `rule_ids`, when one of them is no rule of the tenant. Requires: UUIDs.
Result<> checkRules(const TenantScope &scope, const QStringList &ruleIds);
Result<model::Route> createRoute(const TenantScope &scope, const model::Route &route);
Result<model::Route> changeRoute(const TenantScope &scope, const model::Route &route);
Result<> removeRoute(const TenantScope &scope, const QString &routeId);

} // namespace pulse::store
