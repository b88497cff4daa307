// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/delivery/typed_integration.h"
#include "api/resource/resources.h"
#include "wire/delivery/mqtt_json.h"

namespace pulse::api {

using namespace Qt::StringLiterals;

namespace {

Result<> checkDestination(const ResourceContext &context, const wire::MqttConfig &config)
{
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

} // namespace

void addMqttHandlers(Handlers &handlers, const ResourceContext &context)
{
    TypedIntegration mqtt;
    mqtt.type = model::IntegrationType::Mqtt;
    mqtt.endpoints = {wire::EndpointId::MqttIntegrations,      wire::EndpointId::MqttIntegration,
                      wire::EndpointId::CreateMqttIntegration, wire::EndpointId::ChangeMqttIntegration,
                      wire::EndpointId::DeleteMqttIntegration, wire::EndpointId::TestMqttIntegration};
    mqtt.applyBody = wire::applyMqttBody;
    mqtt.checkDestination = [context](const model::ConfiguredIntegration &wanted) {
        return checkDestination(context, wire::mqttConfigFrom(wanted.fullConfig));
    };
    addTypedIntegrationHandlers(handlers, context, mqtt);
}

} // namespace pulse::api
