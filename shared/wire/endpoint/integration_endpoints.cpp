// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/delivery/email_json.h"
#include "wire/delivery/integration_json.h"
#include "wire/delivery/mqtt_json.h"
#include "wire/delivery/route_json.h"
#include "wire/delivery/snmp_integration_json.h"
#include "wire/endpoint/endpoints.h"

namespace pulse::wire {

using namespace Qt::StringLiterals;

namespace {

constexpr int kDefaultLimit = 50;

QJsonObject testDelivery()
{
    return ObjectSchema(u"What became of a test delivery."_s)
        .add(u"success"_s, kinds::truth().schema, {})
        .add(u"integration_id"_s, kinds::uuid().schema, {})
        .add(u"integration_name"_s, kinds::text().schema, {})
        .add(u"integration_type"_s, kinds::word<model::IntegrationType>().schema, {})
        .add(u"destination"_s, kinds::text().schema, {})
        .add(u"address"_s, kinds::textOrNull().schema, u"What was dialled."_s, false)
        .add(u"error"_s, kinds::textOrNull().schema, u"As in a delivery attempt."_s)
        .add(u"duration_ms"_s, kinds::integer().schema, {})
        .add(u"latency_ms"_s, kinds::integer().schema, {}, false)
        .add(u"recipients_count"_s, kinds::integer().schema, u"Of an email integration: its `to`."_s, false)
        .open();
}

Endpoint testEndpoint(EndpointId id, QLatin1StringView path, const QString &operation)
{
    return Endpoint{id, "POST"_L1, path, Access::CustomerAdmin, operation, "Send a test now"_L1}
        .answering(testDelivery())
        .explained(
            "One attempt with the encoder and the channel of real deliveries; it leaves no job behind. "
            "200 says that the attempt was made, success how it went. Five a minute for each "
            "integration."_L1);
}

QList<Endpoint> snmpEndpoints()
{
    return crudEndpoints({EndpointId::SnmpIntegrations, EndpointId::SnmpIntegration,
                          EndpointId::CreateSnmpIntegration, EndpointId::ChangeSnmpIntegration,
                          EndpointId::DeleteSnmpIntegration, "/customer/integrations/snmp"_L1,
                          "/customer/integrations/snmp/{integration_id}"_L1, u"SnmpIntegration"_s,
                          u"integrations"_s, kinds::reference(u"SnmpIntegration"_s),
                          snmpBodySchema(BodyKind::Create), snmpBodySchema(BodyKind::Change), kDefaultLimit})
        + QList<Endpoint>{testEndpoint(EndpointId::TestSnmpIntegration,
                                       "/customer/integrations/snmp/{integration_id}/test"_L1,
                                       u"testSnmpIntegration"_s)};
}

QList<Endpoint> emailEndpoints()
{
    return crudEndpoints({EndpointId::EmailIntegrations, EndpointId::EmailIntegration,
                          EndpointId::CreateEmailIntegration, EndpointId::ChangeEmailIntegration,
                          EndpointId::DeleteEmailIntegration, "/customer/integrations/email"_L1,
                          "/customer/integrations/email/{integration_id}"_L1, u"EmailIntegration"_s,
                          u"integrations"_s, kinds::reference(u"EmailIntegration"_s),
                          emailBodySchema(BodyKind::Create), emailBodySchema(BodyKind::Change),
                          kDefaultLimit})
        + QList<Endpoint>{testEndpoint(EndpointId::TestEmailIntegration,
                                       "/customer/integrations/email/{integration_id}/test"_L1,
                                       u"testEmailIntegration"_s)};
}

QList<Endpoint> mqttEndpoints()
{
    return crudEndpoints({EndpointId::MqttIntegrations, EndpointId::MqttIntegration,
                          EndpointId::CreateMqttIntegration, EndpointId::ChangeMqttIntegration,
                          EndpointId::DeleteMqttIntegration, "/customer/integrations/mqtt"_L1,
                          "/customer/integrations/mqtt/{integration_id}"_L1, u"MqttIntegration"_s,
                          u"integrations"_s, kinds::reference(u"MqttIntegration"_s),
                          mqttBodySchema(BodyKind::Create), mqttBodySchema(BodyKind::Change), kDefaultLimit})
        + QList<Endpoint>{testEndpoint(EndpointId::TestMqttIntegration,
                                       "/customer/integrations/mqtt/{integration_id}/test"_L1,
                                       u"testMqttIntegration"_s)};
}

QJsonObject webhookBody(BodyKind kind)
{
    return integrationBodySchema(kind, webhookBodyNoun().bodySchema(kind));
}

} // namespace

QList<Endpoint> integrationEndpoints()
{
    const QList<Endpoint> webhooks =
        crudEndpoints({EndpointId::Integrations, EndpointId::Integration, EndpointId::CreateIntegration,
                       EndpointId::ChangeIntegration, EndpointId::DeleteIntegration,
                       "/customer/integrations"_L1, "/customer/integrations/{integration_id}"_L1,
                       u"Integration"_s, u"integrations"_s, kinds::reference(u"Integration"_s),
                       webhookBody(BodyKind::Create), webhookBody(BodyKind::Change), kDefaultLimit,
                       200}) // as the predecessor answered
        + QList<Endpoint>{testEndpoint(EndpointId::TestIntegration,
                                       "/customer/integrations/{integration_id}/test"_L1,
                                       u"testIntegration"_s)};
    const QList<Endpoint> routes =
        crudEndpoints({EndpointId::Routes, EndpointId::Route, EndpointId::CreateRoute,
                       EndpointId::ChangeRoute, EndpointId::DeleteRoute, "/customer/integration-routes"_L1,
                       "/customer/integration-routes/{route_id}"_L1, u"Route"_s, u"routes"_s,
                       kinds::reference(routeNoun().name), routeNoun().bodySchema(BodyKind::Create),
                       routeNoun().bodySchema(BodyKind::Change)});
    return webhooks + snmpEndpoints() + emailEndpoints() + mqttEndpoints() + routes;
}

} // namespace pulse::wire
