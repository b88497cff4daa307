// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/resource/resource_reply.h"
#include "api/resource/resources.h"
#include "store/delivery/integration_table.h"
#include "wire/delivery/integration_json.h"

namespace pulse::api {

using namespace Qt::StringLiterals;

namespace {

Result<Reply> getIntegrations(const Request &request, const store::TenantScope &scope)
{
    PULSE_TRY(const wire::PageRequest pageRequest, pageOf(request));
    PULSE_TRY(const auto page, store::listIntegrations(scope, pageRequest));
    return Reply::json(listJson(request, u"integrations"_s, page, pageRequest,
                                [](const auto &each) { return wire::toJson(each); }));
}

Result<Reply> getIntegration(const Request &request, const store::TenantScope &scope)
{
    PULSE_TRY(const model::Integration integration,
              store::integrationById(scope, request.arguments.value(0)));
    return Reply::json(wire::toJson(integration));
}

Result<> checkWebhookAddress(const ResourceContext &context, const Request &request, const QString &url)
{
    PULSE_TRY(const auto slot, context.lookUps->take(request.principal.tenant));
    auto checked = context.checkAddress(url);
    if (!checked && checked.error().field.isEmpty())
        checked.error().field = u"webhook_url"_s;
    return checked;
}

// 200, not 201: the predecessor's answer, kept for its clients.
Result<Reply> createIntegration(const ResourceContext &context, const Request &request,
                                store::Connection &connection)
{
    PULSE_TRY(const QJsonObject body, bodyOf(request));
    PULSE_TRY(const auto webhook, wire::applyBody(wire::WebhookIntegration{}, body, wire::BodyKind::Create));
    PULSE_CHECK(checkWebhookAddress(context, request, webhook.config.url));
    PULSE_TRY(store::TenantScope scope, store::TenantScope::begin(connection, request.principal));
    PULSE_TRY(const auto created,
              store::createIntegration(scope, context.sealer, wire::toConfigured(webhook)));
    PULSE_CHECK(scope.commit());
    return Reply::json(wire::toJson(created));
}

// The address is judged before the transaction begins, because that may take the resolver seconds; whether
// the body is good is known inside only, where what it leaves out is read.
Result<Reply> changeIntegration(const ResourceContext &context, const Request &request,
                                store::Connection &connection)
{
    PULSE_TRY(const QJsonObject body, bodyOf(request));
    if (body.value(u"webhook_url"_s).isString())
        PULSE_CHECK(checkWebhookAddress(context, request, body.value(u"webhook_url"_s).toString().trimmed()));
    PULSE_TRY(store::TenantScope scope, store::TenantScope::begin(connection, request.principal));
    const QString id = request.arguments.value(0);
    PULSE_TRY(const model::Integration shown, store::integrationById(scope, id));
    if (shown.type != model::IntegrationType::Webhook)
        return fail(ErrorKind::Conflict, u"this integration is not a webhook"_s, u"wrong_integration_type"_s);
    PULSE_TRY(const auto before, store::unsealedIntegration(scope, context.sealer, id));
    PULSE_TRY(const auto wanted, wire::applyBody(wire::webhookFrom(before), body, wire::BodyKind::Change));
    PULSE_TRY(const auto changed,
              store::changeIntegration(scope, context.sealer, wire::toConfigured(wanted)));
    PULSE_CHECK(scope.commit());
    return Reply::json(wire::toJson(changed));
}

Result<Reply> deleteIntegration(const Request &request, const store::TenantScope &scope)
{
    PULSE_CHECK(store::removeIntegration(scope, request.arguments.value(0)));
    return Reply::noContent();
}

} // namespace

void addIntegrationHandlers(Handlers &handlers, const ResourceContext &context)
{
    handlers.insert(wire::EndpointId::Integrations, reading(getIntegrations));
    handlers.insert(wire::EndpointId::Integration, reading(getIntegration));
    handlers.insert(wire::EndpointId::CreateIntegration,
                    [context](const Request &request, store::Connection &connection) {
                        return createIntegration(context, request, connection);
                    });
    handlers.insert(wire::EndpointId::ChangeIntegration,
                    [context](const Request &request, store::Connection &connection) {
                        return changeIntegration(context, request, connection);
                    });
    handlers.insert(wire::EndpointId::DeleteIntegration, changing(deleteIntegration));
}

} // namespace pulse::api
