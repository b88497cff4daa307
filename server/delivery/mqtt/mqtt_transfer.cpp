// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/mqtt/mqtt_transfer.h"

#include <QUuid>

namespace pulse::delivery {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

// Names nobody's session: 23 characters that every broker takes (OASIS MQTT 5.0 §3.1.3.1).
QByteArray passingClientId() { return "pulse" + QUuid::createUuid().toByteArray(QUuid::Id128).left(18); }

// A reason is the broker's; who we are, what we say and how we say it will be the same the next time.
Outcome outcomeOf(ErrorKind kind, mqtt::ReasonCode reason)
{
    const bool isForGood = kind == ErrorKind::Forbidden || kind == ErrorKind::Invalid
        || reason == mqtt::ReasonCode::UnsupportedProtocolVersion;
    return isForGood ? Outcome::GiveUp : Outcome::RetryLater;
}

} // namespace

MqttTransfer::MqttTransfer(MqttRequest request, Ended ended)
    : m_request(std::move(request))
    , m_ended(std::move(ended))
{
}

MqttTransfer::~MqttTransfer() { stop(); }

void MqttTransfer::dial(const VettedDestination &destination, const QString &caFile,
                        std::chrono::milliseconds timeout)
{
    m_left = destination.addresses();
    m_caFile = caFile;
    m_share = timeout / m_left.size();
    dialNext();
}

void MqttTransfer::dialNext()
{
    if (!m_ended)
        return;
    const IpAddress address = m_left.takeFirst();
    m_address = endpointText(address, m_request.target.port);
    m_publisher = std::make_unique<mqtt::Publisher>(publisherConfig(address), publisherEvents());
    m_publisher->start();
}

mqtt::PublisherConfig MqttTransfer::publisherConfig(const IpAddress &address) const
{
    mqtt::PublisherConfig config;
    config.address = m_request.broker;
    config.address.host = address.toString();
    config.address.caFile = m_caFile;
    config.clientId = passingClientId();
    config.window = 1;
    config.keepAliveSeconds = 60;
    config.maximumPacketSize = 65'536; // a CONNACK, a receipt
    config.connectTimeout = m_share;
    config.stopTimeout = 0ms; // DISCONNECT is written and not waited for
    config.isOurs = false;
    return config;
}

mqtt::PublisherEvents MqttTransfer::publisherEvents()
{
    mqtt::PublisherEvents events;
    events.connected = [this] { publish(); };
    events.settled = [this](std::span<const mqtt::Settlement> settlements) { settled(settlements.front()); };
    events.pong = [this] {
        if (m_request.publication.qos == 0 && m_isSent)
            end({.outcome = Outcome::Delivered});
    };
    events.disconnected = [this](const Error &why) { disconnected(why); };
    return events;
}

void MqttTransfer::stop()
{
    m_ended = {};
    if (m_publisher)
        m_publisher->stop();
}

// QoS 0 has no receipt. The broker answers our PINGREQ after it has read what came before it; whether it kept
// the message it says nowhere.
void MqttTransfer::publish()
{
    const auto token = m_publisher->publish(m_request.publication);
    if (!token) {
        Attempt attempt =
            failed(token.error().kind == ErrorKind::Invalid ? u"broker_limit:"_s + token.error().field
                                                            : u"request_error:busy"_s);
        attempt.outcome = outcomeOf(token.error().kind, mqtt::ReasonCode::Success);
        attempt.detail = m_request.redaction.excerpt(token.error().what.toUtf8(), false);
        end(std::move(attempt));
        return;
    }
    m_isSent = true;
    if (m_request.publication.qos == 0)
        m_publisher->ping();
}

void MqttTransfer::settled(const mqtt::Settlement &settlement)
{
    using Settled = mqtt::Settlement::Outcome;
    if (settlement.outcome == Settled::Unknown)
        return; // disconnected() says why
    if (settlement.outcome == Settled::Accepted)
        return end({.outcome = Outcome::Delivered});
    Attempt attempt = failed(mqtt::codeOf(settlement.reason));
    attempt.outcome = outcomeOf(mqtt::errorKind(settlement.reason), settlement.reason);
    attempt.detail = mqtt::toWords(settlement.reason);
    end(std::move(attempt));
}

void MqttTransfer::disconnected(const Error &why)
{
    const bool isUnreachable = why.code == "connection_failed"_L1 || why.code == "timeout"_L1;
    if (isUnreachable && !m_isSent && !m_left.isEmpty()) {
        m_publisher->stop();
        QMetaObject::invokeMethod(this, &MqttTransfer::dialNext, Qt::QueuedConnection); // not within its call
        return;
    }
    const bool isBrokersReason = why.code.startsWith("mqtt_"_L1);
    Attempt attempt = failed(isBrokersReason ? why.code : u"request_error:"_s + why.code);
    if (isBrokersReason) {
        attempt.outcome = why.code == mqtt::codeOf(mqtt::ReasonCode::UnsupportedProtocolVersion)
            ? Outcome::GiveUp
            : outcomeOf(why.kind, mqtt::ReasonCode::Success);
    }
    attempt.detail = m_request.redaction.excerpt(why.what.toUtf8(), false);
    end(std::move(attempt));
}

Attempt MqttTransfer::failed(const QString &code) const
{
    return {.outcome = Outcome::RetryLater, .code = code, .address = m_address, .tls = m_publisher->tls()};
}

void MqttTransfer::end(Attempt attempt)
{
    const Ended ended = std::exchange(m_ended, {});
    m_publisher->stop();
    if (!ended)
        return;
    attempt.address = m_address;
    attempt.tls = m_publisher->tls();
    ended(std::move(attempt));
}

} // namespace pulse::delivery
