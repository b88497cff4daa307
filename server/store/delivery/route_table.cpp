// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/delivery/route_table.h"

#include "model/words.h"
#include "store/postgres/cursor.h"
#include "store/tenancy/config_change.h"
#include "store/tenancy/quota.h"

namespace pulse::store {

using namespace Qt::StringLiterals;

namespace {

const auto kNoSuchRoute = u"there is no such route"_s;

model::Route routeFromRow(RowReader row)
{
    model::Route route;
    route.key = row.key<RouteKey>();
    route.integration = row.key<IntegrationKey>();
    route.tenant = row.key<TenantKey>();
    route.tenantId = row.text();
    route.routeId = row.text();
    route.integrationId = row.text();
    route.integrationName = row.text();
    route.name = row.text();
    route.isEnabled = row.boolean();
    route.minSeverity = row.optionalInteger();
    route.severities = row.texts();
    route.alertTypes = row.texts();
    route.siteIds = row.texts();
    route.devicePrefixes = row.texts();
    route.ruleIds = row.texts();
    route.deliverOn.clear();
    for (const QString &text : row.texts()) {
        if (const auto event = model::fromWord<model::DeliverOn>(text))
            route.deliverOn.append(*event);
    }
    route.priority = static_cast<int>(row.integer());
    route.createdAt = row.instant();
    route.updatedAt = row.instant();
    return route;
}

// What creating and changing have in common, $1 to $11; `key` is $12 of a change.
Result<model::Route> writeRoute(const TenantScope &scope, const char *statement, const model::Route &route)
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
    PULSE_TRY(const Rows rows, scope.query(statement, params));
    if (rows.isEmpty())
        return invalidField(u"integration_id"_s, u"there is no such integration"_s);
    if (!route.key.isValid())
        PULSE_CHECK(checkRouteQuota(scope));
    PULSE_CHECK(recordConfigChange(scope, scope.tenant()));
    return routeFromRow(rows.first());
}

Result<model::Route> oneRoute(const TenantScope &scope, const char *statement, const QString &routeId)
{
    PULSE_CHECK(checkUuid(u"route_id"_s, routeId));
    PULSE_TRY(const RowReader row, scope.one(statement, {routeId}, kNoSuchRoute));
    return routeFromRow(row);
}

struct RouteCursor {
    Param priority = std::nullopt;
    Param createdAt = std::nullopt;
    Param routeId = std::nullopt;
};

Result<RouteCursor> routeCursor(const QString &after)
{
    if (after.isEmpty())
        return RouteCursor{};
    PULSE_TRY(const QStringList values, cursorValues(after, 3));
    bool isNumber = false;
    const int priority = values[0].toInt(&isNumber);
    const auto createdAt = parseIso8601(values[1].toLatin1());
    if (!isNumber || !createdAt || !checkUuid(u"after"_s, values[2]))
        return invalidField(u"after"_s, u"after is not a cursor of this list"_s);
    return RouteCursor{priority, *createdAt, values[2]};
}

} // namespace

Result<wire::Page<model::Route>> listRoutes(const TenantScope &scope, const wire::PageRequest &page)
{
    PULSE_TRY(const RouteCursor after, routeCursor(page.after));
    PULSE_TRY(const Rows rows,
              scope.query("route.list",
                          {after.priority, after.createdAt, after.routeId, page.limit + 1, page.offset}));
    PULSE_TRY(const Rows counted, scope.query("route.count", {kExactTotal + 1}));
    const Total total = totalOf(counted.first().integer());
    wire::Page<model::Route> routes{{}, total.value, total.isEstimate, {}};
    for (int i = 0; i < std::min(rows.size(), page.limit); ++i)
        routes.items.append(routeFromRow(rows.row(i)));
    if (rows.size() > page.limit) {
        const model::Route &last = routes.items.last();
        routes.next = cursorOf(
            {QString::number(last.priority), QString::fromLatin1(toRfc3339(last.createdAt)), last.routeId});
    }
    return routes;
}

Result<model::Route> routeById(const TenantScope &scope, const QString &routeId)
{
    return oneRoute(scope, "route.one", routeId);
}

Result<model::Route> routeToChange(const TenantScope &scope, const QString &routeId)
{
    return oneRoute(scope, "route.one_to_change", routeId);
}

Result<> checkRules(const TenantScope &scope, const QStringList &ruleIds)
{
    PULSE_TRY(const Rows unknown, scope.query("route.unknown_rules", {ruleIds}));
    if (unknown.isEmpty())
        return {};
    RowReader row = unknown.first();
    return invalidField(u"rule_ids"_s, u"there is no such rule: %1"_s.arg(row.text()));
}

Result<model::Route> createRoute(const TenantScope &scope, const model::Route &route)
{
    model::Route fresh = route;
    fresh.key = {};
    return writeRoute(scope, "route.create", fresh);
}

Result<model::Route> changeRoute(const TenantScope &scope, const model::Route &route)
{
    return writeRoute(scope, "route.change", route);
}

Result<> removeRoute(const TenantScope &scope, const QString &routeId)
{
    PULSE_CHECK(checkUuid(u"route_id"_s, routeId));
    PULSE_TRY(const Rows removed, scope.query("route.remove", {routeId}));
    if (removed.affected() == 0)
        return fail(ErrorKind::NotFound, kNoSuchRoute);
    return recordConfigChange(scope, scope.tenant());
}

} // namespace pulse::store
