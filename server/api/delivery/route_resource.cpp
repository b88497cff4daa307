// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/resource/crud.h"
#include "api/resource/resources.h"
#include "store/delivery/route_table.h"
#include "wire/delivery/route_json.h"

namespace pulse::api {

using namespace Qt::StringLiterals;

namespace {

// One that was there may be gone by now.
Result<> checkAddedRules(const store::TenantScope &scope, const model::Route &before,
                         const model::Route &wanted)
{
    QStringList added = wanted.ruleIds;
    added.removeIf([&before](const QString &ruleId) { return before.ruleIds.contains(ruleId); });
    return store::checkRules(scope, added);
}

} // namespace

void addRouteHandlers(Handlers &handlers)
{
    const Crud<model::Route> routes{{wire::EndpointId::Routes, wire::EndpointId::Route,
                                     wire::EndpointId::CreateRoute, wire::EndpointId::ChangeRoute,
                                     wire::EndpointId::DeleteRoute},
                                    u"routes"_s,
                                    wire::toJson,
                                    store::listRoutes,
                                    store::routeById,
                                    store::routeToChange,
                                    store::createRoute,
                                    store::changeRoute,
                                    store::removeRoute,
                                    wire::applyBody,
                                    checkAddedRules};
    routes.addTo(handlers);
}

} // namespace pulse::api
