// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/delivery/typed_integration.h"

#include "api/resource/resource_reply.h"
#include "store/delivery/integration_table.h"
#include "wire/delivery/integration_json.h"

namespace pulse::api {

using namespace Qt::StringLiterals;

namespace {

Result<> checkType(const model::Integration &integration, model::IntegrationType type)
{
    if (integration.type == type)
        return {};
    return fail(ErrorKind::NotFound, u"there is no such integration of this type"_s);
}

// The predecessor calls the id `id` here.
QJsonObject typedJson(const model::Integration &integration)
{
    QJsonObject json = wire::toJson(integration);
    json.insert(u"id"_s, integration.integrationId);
    return json;
}

Result<Reply> list(const TypedIntegration &typed, const Request &request, const store::TenantScope &scope)
{
    PULSE_TRY(const wire::PageRequest pageRequest, pageOf(request));
    PULSE_TRY(const auto page, store::listIntegrations(scope, pageRequest, typed.type));
    return Reply::json(
        listJson<model::Integration>(request, u"integrations"_s, page, pageRequest, typedJson));
}

Result<Reply> one(const TypedIntegration &typed, const Request &request, const store::TenantScope &scope)
{
    PULSE_TRY(const auto integration, store::integrationById(scope, request.arguments.value(0)));
    PULSE_CHECK(checkType(integration, typed.type));
    return Reply::json(typedJson(integration));
}

Result<> checkDestination(const TypedIntegration &typed, const Request &request,
                          const model::ConfiguredIntegration &wanted)
{
    PULSE_TRY(const auto slot, typed.lookUps->take(request.principal.tenant));
    return typed.checkDestination(wanted);
}

Result<Reply> create(const TypedIntegration &typed, const store::Sealer &sealer, const Request &request,
                     store::Connection &connection)
{
    PULSE_TRY(const QJsonObject body, bodyOf(request));
    PULSE_TRY(const auto wanted, typed.applyBody({}, body, wire::BodyKind::Create));
    PULSE_CHECK(checkDestination(typed, request, wanted));
    PULSE_TRY(store::TenantScope scope, store::TenantScope::begin(connection, request.principal));
    PULSE_TRY(const auto created, store::createIntegration(scope, sealer, wanted));
    PULSE_CHECK(scope.commit());
    return Reply::json(typedJson(created), 201);
}

// What is there, and what the body makes of it.
struct Change {
    model::ConfiguredIntegration before;
    model::ConfiguredIntegration wanted;
};

Result<Change> changeOf(const TypedIntegration &typed, const store::Sealer &sealer, const Request &request,
                        const store::TenantScope &scope)
{
    PULSE_TRY(const QJsonObject body, bodyOf(request));
    PULSE_TRY(const auto before, store::unsealedIntegration(scope, sealer, request.arguments.value(0)));
    PULSE_CHECK(checkType(before.integration, typed.type));
    PULSE_TRY(const auto wanted, typed.applyBody(before, body, wire::BodyKind::Change));
    return Change{before, wanted};
}

// The destination is judged between two transactions, with what the body leaves out; if that changed
// meanwhile, what was judged is not what would be saved. What stays as it was is not judged: an integration
// can be disabled while its name leads nowhere.
Result<Reply> change(const TypedIntegration &typed, const store::Sealer &sealer, const Request &request,
                     store::Connection &connection)
{
    std::optional<Change> judged;
    {
        PULSE_TRY(const store::TenantScope scope, store::TenantScope::begin(connection, request.principal));
        PULSE_TRY(judged, changeOf(typed, sealer, request, scope));
    }
    if (judged->wanted.fullConfig != judged->before.fullConfig)
        PULSE_CHECK(checkDestination(typed, request, judged->wanted));
    PULSE_TRY(store::TenantScope scope, store::TenantScope::begin(connection, request.principal));
    PULSE_TRY(const Change now, changeOf(typed, sealer, request, scope));
    if (now.before.fullConfig != judged->before.fullConfig)
        return fail(ErrorKind::Conflict, u"the integration was changed meanwhile; try again"_s);
    PULSE_TRY(const auto changed, store::changeIntegration(scope, sealer, now.wanted));
    PULSE_CHECK(scope.commit());
    return Reply::json(typedJson(changed));
}

Result<Reply> remove(const TypedIntegration &typed, const Request &request, const store::TenantScope &scope)
{
    PULSE_TRY(const auto integration, store::integrationById(scope, request.arguments.value(0)));
    PULSE_CHECK(checkType(integration, typed.type));
    PULSE_CHECK(store::removeIntegration(scope, integration.integrationId));
    return Reply::noContent();
}

} // namespace

void addTypedIntegrationHandlers(Handlers &handlers, const ResourceContext &context,
                                 const TypedIntegration &kind)
{
    TypedIntegration typed = kind;
    typed.lookUps = context.lookUps;
    handlers.insert(typed.endpoints.list,
                    reading([typed](const Request &request, const store::TenantScope &scope) {
                        return list(typed, request, scope);
                    }));
    handlers.insert(typed.endpoints.one,
                    reading([typed](const Request &request, const store::TenantScope &scope) {
                        return one(typed, request, scope);
                    }));
    handlers.insert(typed.endpoints.create,
                    [typed, sealer = context.sealer](const Request &request, store::Connection &connection) {
                        return create(typed, sealer, request, connection);
                    });
    handlers.insert(typed.endpoints.change,
                    [typed, sealer = context.sealer](const Request &request, store::Connection &connection) {
                        return change(typed, sealer, request, connection);
                    });
    handlers.insert(typed.endpoints.remove,
                    changing([typed](const Request &request, const store::TenantScope &scope) {
                        return remove(typed, request, scope);
                    }));
    handlers.insert(typed.endpoints.test, testDeliveryHandler(context, typed.type));
}

} // namespace pulse::api
