// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/delivery/mqtt_json.h"

#include "wire/delivery/integration_json.h"

#include <QUrl>
#include <algorithm>

namespace pulse::wire {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kOwnRoot = "alerts/{tenant_id}/"_L1;
constexpr int kPlainPort = 1883;
constexpr int kTlsPort = 8883;

bool isControl(QChar c) { return c.category() == QChar::Other_Control; }

void checkLogin(FieldReader &reader, const MqttBroker &broker)
{
    if (std::any_of(broker.username.begin(), broker.username.end(), isControl)) // OASIS MQTT 5.0 §1.5.4
        reader.reject(u"username"_s, u"must be one line of text"_s);
    if (broker.username.isEmpty() && !broker.password.isEmpty())
        reader.reject(u"username"_s, u"a password needs a user"_s);
}

Result<MqttBroker> brokerFrom(const QJsonObject &json)
{
    FieldReader reader(json, u"mqtt_config."_s);
    MqttBroker broker;
    mqttBrokerNoun().take(reader, broker, BodyKind::Create);
    checkLogin(reader, broker);
    const auto url = mqttBrokerUrl(broker.url);
    if (!url)
        reader.reject(u"broker_url"_s,
                      u"must be mqtts:// or mqtt://, a host and perhaps a port, and nothing else"_s);
    PULSE_CHECK(reader.check());
    broker.url = u"%1://%2:%3"_s.arg(url->isTls ? u"mqtts"_s : u"mqtt"_s, url->host).arg(url->port);
    return broker;
}

// OASIS MQTT 5.0 §4.7.1, §4.7.2, §1.5.4. A template may not hold what a topic must not; values are made fit
// when they are known.
void checkTopic(FieldReader &reader, const QString &topic)
{
    const QString field = u"mqtt_topic"_s;
    if (topic.isEmpty())
        reader.reject(field, u"must not be empty"_s);
    if (topic.contains(u'+') || topic.contains(u'#'))
        reader.reject(field, u"must not have + or #, which are for subscribers"_s);
    if (topic.startsWith(u'$'))
        reader.reject(field, u"must not begin with $, which is the broker's own"_s);
    if (std::any_of(topic.begin(), topic.end(), isControl) || !topic.isValidUtf16())
        reader.reject(field, u"must be one line of text"_s);
    if (const auto parsed = TextTemplate::parse(topic, mqttVariables()); !parsed)
        reader.reject(field, parsed.error().what);
}

} // namespace

const Noun<MqttBroker> &mqttBrokerNoun()
{
    static const Noun<MqttBroker> noun{
        u"MqttBroker"_s,
        u"A broker and a login there. Goes in whole, and never comes out."_s,
        {member(
             "broker_url"_L1, &MqttBroker::url, kinds::text(300),
             "mqtts://HOST or mqtts://HOST:PORT (8883); mqtt:// (1883) where the operator allows it. MQTT 5."_L1)
             .required(),
         member("username"_L1, &MqttBroker::username, kinds::text(255), {}).written(),
         member("password"_L1, &MqttBroker::password, kinds::secret(255), {}).written()}};
    return noun;
}

const Noun<MqttConfig> &mqttConfigNoun()
{
    static const Noun<MqttConfig> noun{
        u"MqttConfig"_s,
        u"What an MQTT integration publishes, and where."_s,
        {member("mqtt_config"_L1, &MqttConfig::broker, kindOf(mqttBrokerNoun()), {}),
         member(
             "mqtt_topic"_L1, &MqttConfig::topic, kinds::text(512),
             "With {tenant_id} {severity} {site_id} {device_id} {alert_id} {alert_type}. Begins with alerts/{tenant_id}/, unless the operator allows more. In values, / + # and control characters become _."_L1)
             .required(),
         member(
             "mqtt_qos"_L1, &MqttConfig::qos, kinds::integer(0, 2),
             "Delivered means: 2, the broker's PUBCOMP; 1, its PUBACK; 0, the broker let us in and has read the message, and nobody says whether it kept it."_L1)
             .written(),
         member("mqtt_retain"_L1, &MqttConfig::isRetained, kinds::truth(), {}).written()}};
    return noun;
}

const Noun<MqttConfig> &shownMqttNoun()
{
    static const Noun<MqttConfig> noun{
        u"ShownMqttConfig"_s,
        u"What is shown of an MQTT integration."_s,
        {member("mqtt_broker_url"_L1, &MqttConfig::broker, &MqttBroker::url, kinds::text(),
                "With the port, without a login."_L1),
         member("mqtt_topic"_L1, &MqttConfig::topic, kinds::text(), {}),
         member("mqtt_qos"_L1, &MqttConfig::qos, kinds::integer(0, 2), {}),
         member("mqtt_retain"_L1, &MqttConfig::isRetained, kinds::truth(), {})}};
    return noun;
}

QJsonObject mqttBodySchema(BodyKind kind)
{
    return integrationBodySchema(
        kind,
        ObjectSchema()
            .include(mqttConfigNoun().bodySchema(kind))
            .add(u"mqtt_config"_s, kinds::reference(mqttBrokerNoun().name), {}, kind == BodyKind::Create)
            .open());
}

Result<model::ConfiguredIntegration> applyMqttBody(model::ConfiguredIntegration mqtt, const QJsonObject &body,
                                                   BodyKind kind)
{
    MqttConfig config = mqttConfigFrom(mqtt.fullConfig);
    FieldReader reader(body);
    QJsonObject broker;
    integrationNoun().take(reader, mqtt.integration, kind);
    mqttConfigNoun().take(reader, config, kind);
    if (kind == BodyKind::Create)
        reader.require({u"mqtt_config"_s});
    reader.object(u"mqtt_config"_s, broker);
    checkTopic(reader, config.topic);
    PULSE_CHECK(reader.check());
    if (reader.has(u"mqtt_config"_s)) {
        PULSE_TRY(config.broker, brokerFrom(broker));
    }
    mqtt.integration.type = model::IntegrationType::Mqtt;
    mqtt.integration.config = shownMqttNoun().json(config);
    mqtt.fullConfig = toJson(config);
    return mqtt;
}

std::optional<MqttBrokerUrl> mqttBrokerUrl(const QString &text)
{
    const QUrl url(text, QUrl::StrictMode);
    const bool isTls = url.scheme() == "mqtts"_L1;
    const bool isEmptyPath = url.path().isEmpty() || url.path() == "/"_L1;
    const int port = url.port(isTls ? kTlsPort : kPlainPort);
    if (!url.isValid() || url.host().isEmpty() || port == 0 || !isEmptyPath
        || (!isTls && url.scheme() != "mqtt"_L1) || !url.userInfo().isEmpty() || url.hasQuery()
        || url.hasFragment())
        return std::nullopt;
    QString host = url.host(QUrl::FullyEncoded);
    if (host.contains(u':') && !host.startsWith(u'['))
        host = u'[' + host + u']';
    return MqttBrokerUrl{host, static_cast<quint16>(port), isTls};
}

QStringList mqttVariables()
{
    return {u"tenant_id"_s, u"severity"_s, u"site_id"_s, u"device_id"_s, u"alert_id"_s, u"alert_type"_s};
}

bool isUnderOwnRoot(const QString &topicTemplate)
{
    return topicTemplate.startsWith(kOwnRoot) && topicTemplate.size() > kOwnRoot.size();
}

} // namespace pulse::wire
