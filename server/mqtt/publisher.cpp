// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mqtt/publisher.h"

#include "mqtt/logging_category.h"

#include <algorithm>

namespace pulse::mqtt {

using namespace Qt::StringLiterals;

namespace {

ConnectionConfig connectionConfig(const PublisherConfig &publisher)
{
    ConnectionConfig config;
    config.address = publisher.address;
    config.backoff = publisher.backoff;
    config.connectTimeout = publisher.connectTimeout;
    config.pingTimeout = publisher.pingTimeout;
    config.stopTimeout = publisher.stopTimeout;
    config.isOurs = publisher.isOurs;
    config.connect.clientId = publisher.clientId;
    config.connect.isCleanStart = true;
    config.connect.keepAliveSeconds = publisher.keepAliveSeconds;
    config.connect.maximumPacketSize = publisher.maximumPacketSize;
    config.connect.sessionExpirySeconds = 0;
    config.connect.will = publisher.will;
    return config;
}

// §4.7.1, §1.5.4
bool isTopicName(QByteArrayView topic)
{
    return !topic.isEmpty() && topic.size() <= 65'535 && !topic.contains('+') && !topic.contains('#')
        && !topic.contains('\0') && topic.isValidUtf8();
}

} // namespace

Publisher::Publisher(PublisherConfig config, PublisherEvents events, QObject *parent)
    : QObject(parent)
    , m_config(std::move(config))
    , m_events(std::move(events))
    , m_connection(connectionConfig(m_config), *this, this)
    , m_clientId(m_config.clientId)
{
}

Publisher::~Publisher() { stop(); }

void Publisher::start() { m_connection.start(); }

void Publisher::stop()
{
    m_connection.stop();
    m_isFull = true;
    m_settled.clear();
    resetSlots(0);
}

// §3.3.4: no more unanswered messages than the broker's Receive Maximum.
void Publisher::connectionOpened(const Connack &connack)
{
    if (!connack.assignedClientId.isEmpty()) // §3.2.2.3.7
        m_clientId = connack.assignedClientId;
    resetSlots(std::min(m_config.window, connack.receiveMaximum));
    if (m_events.connected)
        m_events.connected();
    announceRoom();
}

void Publisher::resetSlots(size_t count)
{
    m_slots.assign(count, {});
    m_freeIds.resize(count);
    for (size_t i = 0; i < count; ++i)
        m_freeIds[i] = static_cast<quint16>(i + 1);
}

bool Publisher::canPublish() const
{
    return m_connection.isOpen() && !m_freeIds.empty()
        && m_connection.bytesToWrite() < m_config.maxUnsentBytes;
}

Result<> Publisher::check(const Publish &publish) const
{
    const Connack &limits = m_connection.limits();
    if (!isTopicName(publish.topic))
        return invalidField(u"topic"_s, u"not an MQTT topic name"_s);
    if (publish.qos > limits.maximumQos) // [MQTT-3.2.2-11]
        return invalidField(u"qos"_s, u"the broker allows QoS %1 at most"_s.arg(limits.maximumQos));
    if (publish.isRetained && !limits.isRetainAvailable) // [MQTT-3.2.2-14]
        return invalidField(u"retain"_s, u"the broker does not retain messages"_s);
    const qsizetype most = std::min(limits.maximumPacketSize, 268'435'455U);
    if (encodedSize(publish) > most) // [MQTT-3.2.2-15]
        return invalidField(u"payload"_s, u"the broker allows packets of %1 bytes at most"_s.arg(most));
    return {};
}

Result<quint64> Publisher::publish(const Publication &publication)
{
    if (!canPublish())
        return fail(ErrorKind::Unavailable,
                    m_connection.isOpen() ? u"too much is unanswered"_s : u"not connected"_s);
    Publish packet;
    packet.topic = publication.topic;
    packet.payload = publication.payload;
    packet.qos = publication.qos;
    packet.isRetained = publication.isRetained;
    packet.isText = publication.isText;
    packet.contentType = publication.contentType;
    packet.userProperties = publication.userProperties;
    PULSE_CHECK(check(packet));
    quint64 token = 0;
    if (packet.qos > 0) {
        packet.id = m_freeIds.front();
        m_freeIds.pop_front();
        token = ++m_lastToken;
        m_slots[packet.id - 1U] = {token, packet.qos == 1 ? Waiting::Puback : Waiting::Pubrec};
    }
    appendPublish(m_connection.out(), packet);
    m_isFull = !canPublish();
    planFlush();
    return token;
}

void Publisher::planFlush()
{
    if (!std::exchange(m_isFlushPlanned, true))
        QMetaObject::invokeMethod(this, &Publisher::flush, Qt::QueuedConnection);
}

void Publisher::flush()
{
    m_isFlushPlanned = false;
    m_connection.flush();
}

void Publisher::ping() { m_connection.ping(); }

void Publisher::pongArrived()
{
    if (m_events.pong)
        m_events.pong();
}

Decoded<> Publisher::packetArrived(const Frame &frame)
{
    if (frame.type != PacketType::Puback && frame.type != PacketType::Pubrec
        && frame.type != PacketType::Pubcomp)
        return protocolError("packet that answers nothing we sent");
    PULSE_TRY(const Acknowledgement answer, decodeAcknowledgement(frame));
    const Waiting waiting = answer.id <= m_slots.size() ? m_slots[answer.id - 1U].waiting : Waiting::Nothing;
    if (frame.type == PacketType::Pubrec && waiting == Waiting::Pubrec)
        return takePubrec(answer);
    const Waiting expected = frame.type == PacketType::Puback ? Waiting::Puback : Waiting::Pubcomp;
    if (frame.type == PacketType::Pubrec || waiting != expected)
        return protocolError("acknowledgement for nothing we sent");
    settle(answer.id, isFailure(answer.reason) ? Settlement::Outcome::Refused : Settlement::Outcome::Accepted,
           answer.reason);
    return {};
}

// §4.3.3: a PUBREC of success is answered by PUBREL; one of failure ends the message.
Decoded<> Publisher::takePubrec(const Acknowledgement &pubrec)
{
    if (isFailure(pubrec.reason)) {
        settle(pubrec.id, Settlement::Outcome::Refused, pubrec.reason);
        return {};
    }
    m_slots[pubrec.id - 1U].waiting = Waiting::Pubcomp;
    appendPubrel(m_connection.out(), pubrec.id);
    return {};
}

void Publisher::settle(quint16 id, Settlement::Outcome outcome, ReasonCode reason)
{
    Slot &slot = m_slots[id - 1U];
    m_settled.push_back({slot.token, outcome, reason});
    slot = {};
    m_freeIds.push_back(id);
}

void Publisher::packetsDone()
{
    reportSettled();
    announceRoom();
}

void Publisher::reportSettled()
{
    const std::vector<Settlement> settled = std::exchange(m_settled, {});
    if (!settled.empty() && m_events.settled)
        m_events.settled(settled);
}

void Publisher::bytesWritten() { announceRoom(); }

void Publisher::announceRoom()
{
    if (!m_isFull || !canPublish())
        return;
    m_isFull = false;
    if (m_events.canPublish)
        m_events.canPublish();
}

void Publisher::connectionClosed(const Error &error)
{
    m_isFull = true;
    for (quint16 id = 1; id <= m_slots.size(); ++id) {
        if (m_slots[id - 1U].waiting != Waiting::Nothing)
            m_settled.push_back({m_slots[id - 1U].token, Settlement::Outcome::Unknown, ReasonCode::Success});
    }
    resetSlots(0);
    std::sort(m_settled.begin(), m_settled.end(),
              [](const Settlement &a, const Settlement &b) { return a.token < b.token; });
    if (m_events.disconnected)
        m_events.disconnected(error);
    reportSettled();
}

} // namespace pulse::mqtt
