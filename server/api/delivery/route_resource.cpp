// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/resource/resource_reply.h"
#include "api/resource/resources.h"
#include "store/delivery/route_table.h"
#include "wire/delivery/route_json.h"

namespace pulse::api {

using namespace Qt::StringLiterals;

namespace {

Result<Reply> getRoutes(const Request &request, const store::TenantScope &scope)
{
    PULSE_TRY(const wire::PageRequest pageRequest, wire::pageRequestFrom(request.query, 100, 500));
    PULSE_TRY(const auto page, store::listRoutes(scope, pageRequest));
    return Reply::json(listJson<model::Route>(request, u"routes"_s, page, pageRequest, wire::toJson));
}

Result<Reply> getRoute(const Request &request, const store::TenantScope &scope)
{
    PULSE_TRY(const model::Route route, store::routeById(scope, request.arguments.value(0)));
    return Reply::json(wire::toJson(route));
}

Result<Reply> createRouteReply(const Request &request, const store::TenantScope &scope)
{
    PULSE_TRY(const QJsonObject body, bodyOf(request));
    PULSE_TRY(const model::Route wanted, wire::applyBody(model::Route{}, body, wire::BodyKind::Create));
    PULSE_CHECK(store::checkRules(scope, wanted.ruleIds));
    PULSE_TRY(const model::Route route, store::createRoute(scope, wanted));
    return Reply::json(wire::toJson(route), 201);
}

Result<Reply> changeRouteReply(const Request &request, const store::TenantScope &scope)
{
    PULSE_TRY(const QJsonObject body, bodyOf(request));
    PULSE_TRY(const model::Route before, store::routeToChange(scope, request.arguments.value(0)));
    PULSE_TRY(const model::Route wanted, wire::applyBody(before, body, wire::BodyKind::Change));
    QStringList added = wanted.ruleIds; // one that was there may be gone by now
    added.removeIf([&before](const QString &ruleId) { return before.ruleIds.contains(ruleId); });
    PULSE_CHECK(store::checkRules(scope, added));
    PULSE_TRY(const model::Route route, store::changeRoute(scope, wanted));
    return Reply::json(wire::toJson(route));
}

Result<Reply> deleteRouteReply(const Request &request, const store::TenantScope &scope)
{
    PULSE_CHECK(store::removeRoute(scope, request.arguments.value(0)));
    return Reply::noContent();
}

} // namespace

void addRouteHandlers(Handlers &handlers)
{
    handlers.insert(wire::EndpointId::Routes, reading(getRoutes));
    handlers.insert(wire::EndpointId::Route, reading(getRoute));
    handlers.insert(wire::EndpointId::CreateRoute, changing(createRouteReply));
    handlers.insert(wire::EndpointId::ChangeRoute, changing(changeRouteReply));
    handlers.insert(wire::EndpointId::DeleteRoute, changing(deleteRouteReply));
}

} // namespace pulse::api
