// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/delivery/route_table.h"

#include "model/words.h"
#include "store/tenancy/configured_noun.h"
#include "store/tenancy/keyset_list.h"
#include "store/tenancy/quota.h"

namespace pulse::store {

using namespace Qt::StringLiterals;

using model::Route;

RowShape<Route> routeOwnShape()
{
    return {
        column("route_key", &Route::key),
        column("integration_key", &Route::integration),
        column("tenant_key", &Route::tenant),
        column("route_id", &Route::routeId),
        column("name", &Route::name),
        column("enabled", &Route::isEnabled),
        column("min_severity", &Route::minSeverity),
        column("severities", &Route::severities),
        column("alert_types", &Route::alertTypes),
        column("site_ids", &Route::siteIds),
        column("device_prefixes", &Route::devicePrefixes),
        column("rule_ids", &Route::ruleIds),
        column("deliver_on", &Route::deliverOn),
        column("priority", &Route::priority),
        column("created_at", &Route::createdAt),
        column("updated_at", &Route::updatedAt),
    };
}

RowShape<Route> routeShape()
{
    return routeOwnShape().with({
        column("tenant_id", &Route::tenantId),
        column("integration_id", &Route::integrationId),
        column("integration_name", &Route::integrationName),
    });
}

namespace {

const ConfiguredNoun kRoute{u"route_id"_s, u"there is no such route"_s, "route.remove"};
const KeysetList<model::Route> kRoutes{
    {"route.list", routeShape()},
    "route.count",
    {by(&model::Route::priority), by(&model::Route::createdAt), byUuid(&model::Route::routeId)}};
const Query<model::Route> kOneRoute{"route.one", routeShape()};
const Query<model::Route> kRouteToChange{"route.one_to_change", routeShape()};
const Query<model::Route> kCreateRoute{"route.create", routeShape()};
const Query<model::Route> kChangeRoute{"route.change", routeShape()};

// What creating and changing have in common, $1 to $11; `key` is $12 of a change.
Result<model::Route> writeRoute(const TenantScope &scope, const Query<model::Route> &statement,
                                const model::Route &route)
{
    PULSE_CHECK(checkUuid(u"integration_id"_s, route.integrationId));
    QStringList deliverOn;
    for (const model::DeliverOn event : route.deliverOn)
        deliverOn.append(model::word(event));
    std::vector<Param> params{route.integrationId, Param::orNull(route.name),
                              route.isEnabled,     route.minSeverity,
                              route.severities,    route.alertTypes,
                              route.siteIds,       route.devicePrefixes,
                              route.ruleIds,       deliverOn,
                              route.priority};
    if (route.key.isValid())
        params.emplace_back(route.key);
    PULSE_TRY(const auto written, scope.find(statement, params));
    if (!written)
        return invalidField(u"integration_id"_s, u"there is no such integration"_s);
    if (!route.key.isValid())
        PULSE_CHECK(checkRouteQuota(scope));
    PULSE_CHECK(recordConfigChange(scope, scope.tenant()));
    return *written;
}

} // namespace

Result<model::Page<model::Route>> listRoutes(const TenantScope &scope, const model::PageRequest &page)
{
    return kRoutes.read(scope, page);
}

Result<model::Route> routeById(const TenantScope &scope, const QString &routeId)
{
    return kRoute.one(scope, kOneRoute, routeId);
}

Result<model::Route> routeToChange(const TenantScope &scope, const QString &routeId)
{
    return kRoute.one(scope, kRouteToChange, routeId);
}

Result<> checkRules(const TenantScope &scope, const QStringList &ruleIds)
{
    PULSE_TRY(const auto unknown, scope.values<QString>("route.unknown_rules", {ruleIds}));
    if (unknown.empty())
        return {};
    return invalidField(u"rule_ids"_s, u"there is no such rule: %1"_s.arg(unknown.front()));
}

Result<model::Route> createRoute(const TenantScope &scope, const model::Route &route)
{
    model::Route fresh = route;
    fresh.key = {};
    return writeRoute(scope, kCreateRoute, fresh);
}

Result<model::Route> changeRoute(const TenantScope &scope, const model::Route &route)
{
    return writeRoute(scope, kChangeRoute, route);
}

Result<> removeRoute(const TenantScope &scope, const QString &routeId)
{
    return kRoute.remove(scope, routeId);
}

} // namespace pulse::store
