// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// MQTT integrations on the wire (predecessor §11.1, with mqtt_config). The whole configuration is sealed in
// the database under the names it came with; the login never comes out again.
#pragma once

#include "base/text_template.h"
#include "model/integration.h"
#include "wire/core/noun.h"

namespace pulse::wire {

struct MqttBroker {
    QString url; // mqtt:// or mqtts://, a host and perhaps a port
    QString username; // empty: no login
    QString password;
};

struct MqttConfig {
    MqttBroker broker;
    QString topic; // a template
    int qos = 1;
    bool isRetained = false;
};
const Noun<MqttBroker> &mqttBrokerNoun();
const Noun<MqttConfig> &mqttConfigNoun(); // as it is sealed, and written
const Noun<MqttConfig> &shownMqttNoun();
QJsonObject mqttBodySchema(BodyKind kind);
inline QJsonObject toJson(const MqttConfig &config) { return mqttConfigNoun().json(config); }
inline MqttConfig mqttConfigFrom(const QJsonObject &json)
{
    return mqttConfigNoun().read(json).value_or(MqttConfig{});
}

// Applies a POST or PATCH body {name, mqtt_config, mqtt_topic, mqtt_qos, mqtt_retain, enabled}. An
// mqtt_config that the body names replaces the old one whole, password included: it is never carried over to
// another broker. The host is judged by delivery; whether the topic is the tenant's own, by isUnderOwnRoot().
Result<model::ConfiguredIntegration> applyMqttBody(model::ConfiguredIntegration mqtt, const QJsonObject &body,
                                                   BodyKind kind);

struct MqttBrokerUrl {
    QString host; // in ASCII, as in the URL
    quint16 port = 1883;
    bool isTls = false;
};
// None when it is no address of a broker: another scheme, a login, a path, a port that there is not.
std::optional<MqttBrokerUrl> mqttBrokerUrl(const QString &text);

// The names a topic may use.
QStringList mqttVariables();
// Whether whatever the template becomes is below alerts/TENANT/ of the alert's own tenant.
bool isUnderOwnRoot(const QString &topicTemplate);

} // namespace pulse::wire
