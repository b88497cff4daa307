// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/mqtt/mqtt_request.h"

#include "wire/delivery/mqtt_json.h"

#include <QJsonDocument>

namespace pulse::delivery {

using namespace Qt::StringLiterals;

namespace {

tl::unexpected<Error> refuse(const QString &code) { return fail(ErrorKind::Invalid, code); }

struct Broker {
    HostTarget target;
    bool isTls = false;
};

Result<Broker> brokerOf(const wire::MqttBroker &broker, const AddressGuard &guard)
{
    if (broker.url.isEmpty())
        return refuse(u"missing_broker_url"_s);
    const auto url = wire::mqttBrokerUrl(broker.url);
    if (!url)
        return refuse(u"url_blocked:invalid_url"_s);
    if (!url->isTls && !guard.allowsPlainMqtt())
        return refuse(u"url_blocked:tls_required"_s);
    const auto target = guard.judgeHost(url->host, url->port);
    if (!target)
        return refuse(u"url_blocked:"_s + target.error().what);
    return Broker{*target, url->isTls};
}

// A value is a part of one level: it adds no level and no wildcard (OASIS MQTT 5.0 §4.7.1), and nothing that
// a broker may hang up for (§1.5.4).
QString withinALevel(QString value)
{
    for (QChar &c : value) {
        if (c == u'/' || c == u'+' || c == u'#' || c.category() == QChar::Other_Control)
            c = u'_';
    }
    return value;
}

Result<QByteArray> topicOf(const QString &wanted, const QJsonObject &alert, bool allowsAnyTopic)
{
    if (wanted.isEmpty())
        return refuse(u"missing_mqtt_topic"_s);
    const auto parsed = TextTemplate::parse(wanted, wire::mqttVariables());
    if (!parsed)
        return refuse(u"template_unreadable"_s);
    QHash<QString, QString> values;
    for (const QString &name : wire::mqttVariables())
        values.insert(name, withinALevel(alert.value(name).toVariant().toString()));
    const bool isOwn = wire::isUnderOwnRoot(wanted) && !values.value(u"tenant_id"_s).isEmpty();
    if (!isOwn && !allowsAnyTopic)
        return refuse(u"topic_not_allowed"_s);
    const QString topic = parsed->render(values);
    if (topic.startsWith(u'$')) // §4.7.2: the broker's own
        return refuse(u"invalid_topic"_s);
    return topic.toUtf8();
}

} // namespace

Result<MqttRequest> mqttRequest(const Message &message, const AddressGuard &guard, bool allowsAnyTopic)
{
    const wire::MqttConfig config = wire::mqttConfigFrom(message.config);
    const QJsonObject alert = QJsonDocument::fromJson(message.body).object();
    PULSE_TRY(const Broker broker, brokerOf(config.broker, guard));
    PULSE_TRY(QByteArray topic, topicOf(config.topic, alert, allowsAnyTopic));
    mqtt::BrokerAddress address;
    address.host = broker.target.host;
    address.port = broker.target.port;
    address.isTls = broker.isTls;
    address.peerName = broker.target.host;
    address.user = config.broker.username;
    address.password = config.broker.password.toUtf8();
    mqtt::Publication publication{std::move(topic), message.body, static_cast<quint8>(config.qos),
                                  config.isRetained};
    publication.isText = true;
    publication.contentType = "application/json";
    publication.userProperties = {{"webhook-id", message.id.toUtf8()}};
    return MqttRequest{broker.target, std::move(address), std::move(publication),
                       Redaction(config.broker.username, config.broker.password)};
}

} // namespace pulse::delivery
