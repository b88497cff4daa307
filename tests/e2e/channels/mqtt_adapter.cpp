// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "channel_adapter.h"
#include "delivery/mqtt/mqtt_channel.h"
#include "support/receivers/mqtt_receiver.h"

namespace pulse::test {

using namespace Qt::StringLiterals;

namespace {

const QString kBrokerUser = u"us3r-secret"_s;
const QString kBrokerPassword = u"p4ssword-secret"_s;

class MqttAdapter final : public ChannelAdapter {
public:
    MqttAdapter(bool isTls, int qos)
        : m_isTls(isTls)
        , m_qos(qos)
    {
    }

    Result<> startReceiver() override
    {
        PULSE_TRY(m_receiver, MqttReceiver::start({m_isTls, kBrokerUser, kBrokerPassword}));
        return {};
    }
    quint16 receiverPort() const override { return m_receiver->port(); }
    int contacts() const override { return m_receiver->connectionCount(); }
    QList<Understood> understood() const override
    {
        QList<Understood> all;
        for (const ReceivedMessage &message : m_receiver->messages())
            all.append(understoodFrom(message.payload, message.messageId));
        return all;
    }
    std::unique_ptr<delivery::Channel> makeChannel(const Surroundings &around) const override
    {
        return std::make_unique<delivery::MqttChannel>(
            delivery::MqttSettings{.timeout = around.timeout,
                                   .guard = around.guard,
                                   .caFile = m_isTls ? m_receiver->authorityFile() : QString()},
            around.resolver);
    }
    QJsonObject config(const QString &host, quint16 port) const override
    {
        const QString scheme = m_isTls ? u"mqtts"_s : u"mqtt"_s;
        return {{u"mqtt_config"_s,
                 QJsonObject{{u"broker_url"_s, u"%1://%2:%3"_s.arg(scheme, host).arg(port)},
                             {u"username"_s, kBrokerUser},
                             {u"password"_s, kBrokerPassword}}},
                {u"mqtt_topic"_s, u"alerts/{tenant_id}/{device_id}"_s},
                {u"mqtt_qos"_s, m_qos}};
    }
    QStringList secrets() const override { return {kBrokerUser, kBrokerPassword}; }
    bool hasReceipt() const override { return true; }

private:
    const bool m_isTls;
    const int m_qos;
    std::unique_ptr<MqttReceiver> m_receiver;
};

} // namespace

QList<NamedAdapter> mqttAdapters()
{
    return {{"mqtt, QoS 0", [] { return std::make_unique<MqttAdapter>(false, 0); }},
            {"mqtt, QoS 1", [] { return std::make_unique<MqttAdapter>(false, 1); }},
            {"mqtt, QoS 2, TLS", [] { return std::make_unique<MqttAdapter>(true, 2); }}};
}

} // namespace pulse::test
