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

QJsonObject webhookBody(BodyKind kind)
{
    return integrationBodySchema(kind, webhookBodyNoun().bodySchema(kind));
}

// What types of integration differ in.
struct TypeOfIntegration {
    EndpointId list, one, create, change, remove, test;
    QLatin1StringView collection, item, testing; // paths
    QString noun;
    QJsonObject (*bodySchema)(BodyKind kind);
    int madeStatus = 201;
};

QList<TypeOfIntegration> typesOfIntegration()
{
    using enum EndpointId;
    return {{Integrations, Integration, CreateIntegration, ChangeIntegration, DeleteIntegration,
             TestIntegration, "/customer/integrations"_L1, "/customer/integrations/{integration_id}"_L1,
             "/customer/integrations/{integration_id}/test"_L1, u"Integration"_s, webhookBody,
             200}, // as the predecessor answered
            {SnmpIntegrations, SnmpIntegration, CreateSnmpIntegration, ChangeSnmpIntegration,
             DeleteSnmpIntegration, TestSnmpIntegration, "/customer/integrations/snmp"_L1,
             "/customer/integrations/snmp/{integration_id}"_L1,
             "/customer/integrations/snmp/{integration_id}/test"_L1, u"SnmpIntegration"_s, snmpBodySchema},
            {EmailIntegrations, EmailIntegration, CreateEmailIntegration, ChangeEmailIntegration,
             DeleteEmailIntegration, TestEmailIntegration, "/customer/integrations/email"_L1,
             "/customer/integrations/email/{integration_id}"_L1,
             "/customer/integrations/email/{integration_id}/test"_L1, u"EmailIntegration"_s, emailBodySchema},
            {MqttIntegrations, MqttIntegration, CreateMqttIntegration, ChangeMqttIntegration,
             DeleteMqttIntegration, TestMqttIntegration, "/customer/integrations/mqtt"_L1,
             "/customer/integrations/mqtt/{integration_id}"_L1,
             "/customer/integrations/mqtt/{integration_id}/test"_L1, u"MqttIntegration"_s, mqttBodySchema}};
}

QList<Endpoint> endpointsOf(const TypeOfIntegration &type)
{
    const Endpoint test{
        type.test,           "POST"_L1, type.testing, Access::CustomerAdmin, u"test"_s + type.noun,
        "Send a test now"_L1};
    return crudEndpoints({type.list, type.one, type.create, type.change, type.remove, type.collection,
                          type.item, type.noun, u"integrations"_s, kinds::reference(type.noun),
                          type.bodySchema(BodyKind::Create), type.bodySchema(BodyKind::Change), kDefaultLimit,
                          type.madeStatus})
        + QList<Endpoint>{test.answering(testDelivery())
                              .explained("One attempt with the encoder and the channel of real deliveries; "
                                         "it leaves no job behind. 200 says that the attempt was made, "
                                         "success how it went. Five a minute for each integration."_L1)};
}

} // namespace

QList<Endpoint> integrationEndpoints()
{
    using enum EndpointId;
    QList<Endpoint> all;
    for (const TypeOfIntegration &type : typesOfIntegration())
        all += endpointsOf(type);
    return all
        + crudEndpoints({Routes, Route, CreateRoute, ChangeRoute, DeleteRoute,
                         "/customer/integration-routes"_L1, "/customer/integration-routes/{route_id}"_L1,
                         u"Route"_s, u"routes"_s, kinds::reference(routeNoun().name),
                         routeNoun().bodySchema(BodyKind::Create), routeNoun().bodySchema(BodyKind::Change)});
}

} // namespace pulse::wire
