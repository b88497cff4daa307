// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/resource/crud.h"
#include "api/resource/resources.h"
#include "delivery/snmp/snmp_library.h"
#include "store/delivery/integration_table.h"
#include "wire/delivery/email_json.h"
#include "wire/delivery/integration_json.h"
#include "wire/delivery/mqtt_json.h"
#include "wire/delivery/snmp_integration_json.h"

namespace pulse::api {

using namespace Qt::StringLiterals;
using model::ConfiguredIntegration;
using model::IntegrationType;

namespace {

// What paths of integrations differ in: what a body means and how a destination is judged.
struct IntegrationPaths {
    std::optional<IntegrationType> type; // none: all are shown, webhooks are made
    struct {
        wire::EndpointId list, one, create, change, remove, test;
    } endpoints;
    Result<ConfiguredIntegration> (*applyBody)(ConfiguredIntegration before, const QJsonObject &body,
                                               wire::BodyKind kind);
    // Errors name the field. May ask a name server.
    Result<> (*judge)(const ResourceContext &context, const ConfiguredIntegration &wanted);
};

Result<ConfiguredIntegration> applyWebhookBody(ConfiguredIntegration before, const QJsonObject &body,
                                               wire::BodyKind kind)
{
    PULSE_TRY(const auto webhook, wire::applyBody(wire::webhookFrom(before), body, kind));
    return wire::toConfigured(webhook);
}

Result<> judgeWebhook(const ResourceContext &context, const ConfiguredIntegration &wanted)
{
    auto judged = context.checkAddress(wire::webhookConfigFrom(wanted.fullConfig).url);
    if (!judged && judged.error().field.isEmpty())
        judged.error().field = u"webhook_url"_s;
    return judged;
}

Result<> judgeSnmp(const ResourceContext &context, const ConfiguredIntegration &wanted)
{
    const model::SnmpConfig config = wire::snmpConfigFrom(wanted.fullConfig);
    PULSE_CHECK(delivery::checkSnmpAlgorithms(config));
    return context.checkHost(config.host, static_cast<quint16>(config.port), u"snmp_host"_s);
}

Result<> judgeEmail(const ResourceContext &context, const ConfiguredIntegration &wanted)
{
    const wire::SmtpConfig smtp = wire::emailConfigFrom(wanted.fullConfig).smtp;
    if (smtp.security == model::SmtpSecurity::None && !context.allowsPlainSmtp)
        return invalidField(u"smtp_config.smtp_security"_s,
                            u"mail without TLS is not allowed by the operator of this server"_s);
    return context.checkHost(smtp.host, static_cast<quint16>(smtp.port), u"smtp_config.smtp_host"_s);
}

Result<> judgeMqtt(const ResourceContext &context, const ConfiguredIntegration &wanted)
{
    const wire::MqttConfig config = wire::mqttConfigFrom(wanted.fullConfig);
    const auto url = wire::mqttBrokerUrl(config.broker.url);
    if (!url)
        return invalidField(u"mqtt_config.broker_url"_s, u"must be the address of a broker"_s);
    if (!url->isTls && !context.allowsPlainMqtt)
        return invalidField(u"mqtt_config.broker_url"_s,
                            u"must be mqtts://; the operator of this server does not allow mqtt://"_s);
    if (!wire::isUnderOwnRoot(config.topic) && !context.allowsAnyMqttTopic)
        return invalidField(u"mqtt_topic"_s, u"must begin with alerts/{tenant_id}/"_s);
    return context.checkHost(url->host, url->port, u"mqtt_config.broker_url"_s);
}

QList<IntegrationPaths> integrationPaths()
{
    using enum wire::EndpointId;
    return {{std::nullopt,
             {Integrations, Integration, CreateIntegration, ChangeIntegration, DeleteIntegration,
              TestIntegration},
             applyWebhookBody,
             judgeWebhook},
            {IntegrationType::Snmp,
             {SnmpIntegrations, SnmpIntegration, CreateSnmpIntegration, ChangeSnmpIntegration,
              DeleteSnmpIntegration, TestSnmpIntegration},
             wire::applySnmpBody,
             judgeSnmp},
            {IntegrationType::Email,
             {EmailIntegrations, EmailIntegration, CreateEmailIntegration, ChangeEmailIntegration,
              DeleteEmailIntegration, TestEmailIntegration},
             wire::applyEmailBody,
             judgeEmail},
            {IntegrationType::Mqtt,
             {MqttIntegrations, MqttIntegration, CreateMqttIntegration, ChangeMqttIntegration,
              DeleteMqttIntegration, TestMqttIntegration},
             wire::applyMqttBody,
             judgeMqtt}};
}

// Of this type, or NotFound; none: of any.
Result<model::Integration> integrationOf(std::optional<IntegrationType> type, const store::TenantScope &scope,
                                         const QString &id)
{
    PULSE_TRY(const model::Integration integration, store::integrationById(scope, id));
    if (type && integration.type != *type)
        return fail(ErrorKind::NotFound, u"there is no such integration of this type"_s);
    return integration;
}

Result<ConfiguredIntegration> integrationToChange(std::optional<IntegrationType> type,
                                                  const store::Sealer &sealer,
                                                  const store::TenantScope &scope, const QString &id)
{
    PULSE_TRY(const model::Integration shown, integrationOf(type, scope, id));
    if (!type && shown.type != IntegrationType::Webhook)
        return fail(ErrorKind::Conflict, u"this integration is not a webhook"_s, u"wrong_integration_type"_s);
    return store::unsealedIntegration(scope, sealer, id);
}

// The predecessor calls the id `id` where the type is known.
QJsonObject typedJson(const model::Integration &integration)
{
    QJsonObject json = wire::toJson(integration);
    json.insert(u"id"_s, integration.integrationId);
    return json;
}

// Of a webhook its address alone: what else is sealed with it does not lead anywhere.
QJsonValue judgedPart(const ConfiguredIntegration &draft)
{
    return draft.integration.type == IntegrationType::Webhook ? draft.fullConfig.value(u"url"_s)
                                                              : QJsonValue(draft.fullConfig);
}

using IntegrationCrud = Crud<model::Integration, ConfiguredIntegration>;

void setStatements(IntegrationCrud &crud, std::optional<IntegrationType> type, const store::Sealer &sealer)
{
    using store::TenantScope;
    crud.list = [type](const TenantScope &scope, const model::PageRequest &page) {
        return store::listIntegrations(scope, page, type);
    };
    crud.byId = [type](const TenantScope &scope, const QString &id) {
        return integrationOf(type, scope, id);
    };
    crud.toChange = [type, sealer](const TenantScope &scope, const QString &id) {
        return integrationToChange(type, sealer, scope, id);
    };
    crud.create = [sealer](const TenantScope &scope, const ConfiguredIntegration &wanted) {
        return store::createIntegration(scope, sealer, wanted);
    };
    crud.change = [sealer](const TenantScope &scope, const ConfiguredIntegration &wanted) {
        return store::changeIntegration(scope, sealer, wanted);
    };
    crud.remove = [type](const TenantScope &scope, const QString &id) -> Result<> {
        PULSE_CHECK(integrationOf(type, scope, id));
        return store::removeIntegration(scope, id);
    };
}

} // namespace

void addIntegrationHandlers(Handlers &handlers, const ResourceContext &context)
{
    for (const IntegrationPaths &paths : integrationPaths()) {
        const auto &at = paths.endpoints;
        IntegrationCrud crud{};
        crud.endpoints = {at.list, at.one, at.create, at.change, at.remove};
        crud.items = u"integrations"_s;
        crud.json = typedJson;
        crud.applyBody = paths.applyBody;
        setStatements(crud, paths.type, context.sealer);
        crud.outside = {[context, judge = paths.judge](const Request &request,
                                                       const ConfiguredIntegration &wanted) -> Result<> {
                            PULSE_TRY(const auto slot, context.lookUps->take(request.principal.tenant));
                            return judge(context, wanted);
                        },
                        judgedPart};
        if (!paths.type) { // as the predecessor answered
            crud.json = wire::toJson;
            crud.madeStatus = 200;
        }
        crud.addTo(handlers);
        handlers.insert(at.test, testDeliveryHandler(context, paths.type));
    }
}

} // namespace pulse::api
