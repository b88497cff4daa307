// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/delivery/mqtt_json.h"

#include "wire/core/json.h"
#include "wire/delivery/integration_json.h"

#include <QUrl>
#include <algorithm>

namespace pulse::wire {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kOwnRoot = "alerts/{tenant_id}/"_L1;
constexpr int kPlainPort = 1883;
constexpr int kTlsPort = 8883;

QJsonObject toJson(const MqttBroker &broker)
{
    return {
        {u"broker_url"_s, broker.url}, {u"username"_s, broker.username}, {u"password"_s, broker.password}};
}

bool isControl(QChar c) { return c.category() == QChar::Other_Control; }

void checkLogin(FieldReader &reader, const MqttBroker &broker)
{
    if (broker.password.size() > 255)
        reader.reject(u"password"_s, u"must be at most 255 characters"_s);
    if (std::any_of(broker.username.begin(), broker.username.end(), isControl)) // OASIS MQTT 5.0 §1.5.4
        reader.reject(u"username"_s, u"must be one line of text"_s);
    if (broker.username.isEmpty() && !broker.password.isEmpty())
        reader.reject(u"username"_s, u"a password needs a user"_s);
}

Result<MqttBroker> brokerFrom(const QJsonObject &json)
{
    FieldReader reader(json, u"mqtt_config."_s);
    MqttBroker broker;
    reader.require({u"broker_url"_s});
    reader.text(u"broker_url"_s, broker.url, 300);
    reader.text(u"username"_s, broker.username, 255);
    reader.secret(u"password"_s, broker.password);
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

QJsonObject shown(const MqttConfig &config)
{
    return {{u"mqtt_broker_url"_s, config.broker.url},
            {u"mqtt_topic"_s, config.topic},
            {u"mqtt_qos"_s, config.qos},
            {u"mqtt_retain"_s, config.isRetained}};
}

} // namespace

QJsonObject toJson(const MqttConfig &config)
{
    return {{u"mqtt_config"_s, toJson(config.broker)},
            {u"mqtt_topic"_s, config.topic},
            {u"mqtt_qos"_s, config.qos},
            {u"mqtt_retain"_s, config.isRetained}};
}

MqttConfig mqttConfigFrom(const QJsonObject &json)
{
    const QJsonObject broker = json.value(u"mqtt_config"_s).toObject();
    return {{broker.value(u"broker_url"_s).toString(), broker.value(u"username"_s).toString(),
             broker.value(u"password"_s).toString()},
            json.value(u"mqtt_topic"_s).toString(),
            json.value(u"mqtt_qos"_s).toInt(1),
            json.value(u"mqtt_retain"_s).toBool()};
}

Result<model::ConfiguredIntegration> applyMqttBody(model::ConfiguredIntegration mqtt, const QJsonObject &body,
                                                   BodyKind kind)
{
    MqttConfig config = mqttConfigFrom(mqtt.fullConfig);
    FieldReader reader(body);
    QJsonObject broker;
    if (kind == BodyKind::Create)
        reader.require({u"name"_s, u"mqtt_config"_s, u"mqtt_topic"_s});
    else if (body.isEmpty())
        return fail(ErrorKind::Invalid, u"the body changes nothing"_s, u"empty_change"_s);
    reader.displayName(u"name"_s, mqtt.integration.name);
    reader.boolean(u"enabled"_s, mqtt.integration.isEnabled);
    reader.object(u"mqtt_config"_s, broker);
    reader.text(u"mqtt_topic"_s, config.topic, 512);
    reader.integer(u"mqtt_qos"_s, config.qos, 0, 2);
    reader.boolean(u"mqtt_retain"_s, config.isRetained);
    checkTopic(reader, config.topic);
    PULSE_CHECK(reader.check());
    if (reader.has(u"mqtt_config"_s)) {
        PULSE_TRY(config.broker, brokerFrom(broker));
    }
    mqtt.integration.type = model::IntegrationType::Mqtt;
    mqtt.integration.config = shown(config);
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
