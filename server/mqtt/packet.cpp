// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mqtt/packet.h"

#include "mqtt/byte_reader.h"
#include "mqtt/packet_properties.h"

namespace pulse::mqtt {

namespace {

void appendByte(QByteArray &out, unsigned value) { out.append(static_cast<char>(value & 0xFF)); }

void appendU16(QByteArray &out, quint16 value)
{
    appendByte(out, value >> 8U);
    appendByte(out, value);
}

void appendU32(QByteArray &out, quint32 value)
{
    appendU16(out, static_cast<quint16>(value >> 16));
    appendU16(out, static_cast<quint16>(value));
}

// §1.5.5
void appendVariable(QByteArray &out, qsizetype value)
{
    Q_ASSERT(value >= 0 && value <= kMaxVariableByteInteger);
    do {
        const auto low = static_cast<unsigned>(value & 0x7F);
        value >>= 7;
        appendByte(out, value > 0 ? low | 0x80U : low);
    } while (value > 0);
}

qsizetype variableSize(qsizetype value)
{
    return value < 128 ? 1 : value < 16'384 ? 2 : value < 2'097'152 ? 3 : 4;
}

// §1.5.4 and §1.5.6 are written alike.
void appendSized(QByteArray &out, QByteArrayView bytes)
{
    Q_ASSERT(bytes.size() <= 65'535);
    appendU16(out, static_cast<quint16>(bytes.size()));
    out.append(bytes);
}

void appendFirstByte(QByteArray &out, PacketType type, unsigned flags)
{
    appendByte(out, static_cast<unsigned>(type) << 4U | flags);
}

// Fixed header and two bytes of identifier: an acknowledgement with reason Success (§3.4.2.1, §3.6.2.1).
void appendShortAck(QByteArray &out, PacketType type, unsigned flags, quint16 id)
{
    appendFirstByte(out, type, flags);
    appendByte(out, 2);
    appendU16(out, id);
}

void appendProperty(QByteArray &out, PropertyId id) { appendByte(out, static_cast<unsigned>(id)); }

QByteArray connectProperties(const Connect &connect)
{
    QByteArray properties;
    appendProperty(properties, PropertyId::SessionExpiryInterval);
    appendU32(properties, connect.sessionExpirySeconds);
    appendProperty(properties, PropertyId::ReceiveMaximum);
    appendU16(properties, connect.receiveMaximum);
    appendProperty(properties, PropertyId::MaximumPacketSize);
    appendU32(properties, connect.maximumPacketSize);
    return properties;
}

// Of the properties of a PUBLISH, without the length itself.
qsizetype propertiesLength(const Publish &publish)
{
    qsizetype length =
        (publish.isText ? 2 : 0) + (publish.contentType.isEmpty() ? 0 : 3 + publish.contentType.size());
    for (const UserProperty &property : publish.userProperties)
        length += 1 + 2 + property.name.size() + 2 + property.value.size();
    return length;
}

void appendPublishProperties(QByteArray &out, const Publish &publish)
{
    appendVariable(out, propertiesLength(publish)); // §3.3.2.3.1
    if (publish.isText) {
        appendProperty(out, PropertyId::PayloadFormatIndicator);
        appendByte(out, 1);
    }
    if (!publish.contentType.isEmpty()) {
        appendProperty(out, PropertyId::ContentType);
        appendSized(out, publish.contentType);
    }
    for (const UserProperty &property : publish.userProperties) {
        appendProperty(out, PropertyId::UserProperty);
        appendSized(out, property.name);
        appendSized(out, property.value);
    }
}

qsizetype publishLength(const Publish &publish)
{
    const qsizetype properties = propertiesLength(publish);
    return 2 + publish.topic.size() + (publish.qos > 0 ? 2 : 0) + variableSize(properties) + properties
        + publish.payload.size();
}

} // namespace

void appendConnect(QByteArray &out, const Connect &connect)
{
    Q_ASSERT(connect.receiveMaximum > 0 && connect.maximumPacketSize > 0);
    const unsigned flags = (connect.isCleanStart ? 0x02U : 0U) // §3.1.2.3
        | (connect.will ? 0x04U | static_cast<unsigned>(connect.will->qos) << 3U : 0U)
        | (connect.user.isEmpty() ? 0U : 0x80U) | (connect.password.isEmpty() ? 0U : 0x40U);
    const QByteArray properties = connectProperties(connect);
    QByteArray body;
    appendSized(body, "MQTT"); // §3.1.2.1
    appendByte(body, 5); // §3.1.2.2
    appendByte(body, flags);
    appendU16(body, connect.keepAliveSeconds);
    appendVariable(body, properties.size());
    body.append(properties);
    appendSized(body, connect.clientId);
    if (connect.will) { // §3.1.3
        appendVariable(body, 0); // no will properties
        appendSized(body, connect.will->topic);
        appendSized(body, connect.will->payload);
    }
    if (!connect.user.isEmpty())
        appendSized(body, connect.user);
    if (!connect.password.isEmpty())
        appendSized(body, connect.password);
    appendFirstByte(out, PacketType::Connect, 0);
    appendVariable(out, body.size());
    out.append(body);
}

void appendPublish(QByteArray &out, const Publish &publish)
{
    Q_ASSERT((publish.qos > 0) == (publish.id != 0)); // [MQTT-2.2.1-2]
    const unsigned flags = (publish.isDuplicate ? 0x08U : 0U) | static_cast<unsigned>(publish.qos) << 1U
        | (publish.isRetained ? 1U : 0U);
    appendFirstByte(out, PacketType::Publish, flags);
    appendVariable(out, publishLength(publish));
    appendSized(out, publish.topic);
    if (publish.qos > 0)
        appendU16(out, publish.id);
    appendPublishProperties(out, publish);
    out.append(publish.payload);
}

qsizetype encodedSize(const Publish &publish)
{
    const qsizetype length = publishLength(publish);
    return 1 + variableSize(length) + length;
}

// Thousands at once: one step, not one a byte.
void appendPuback(QByteArray &out, quint16 id)
{
    const char bytes[] = {static_cast<char>(static_cast<unsigned>(PacketType::Puback) << 4U), 2,
                          static_cast<char>(id >> 8U), static_cast<char>(id & 0xFFU)};
    out.append(bytes, sizeof bytes);
}

void appendPubrel(QByteArray &out, quint16 id) { appendShortAck(out, PacketType::Pubrel, 0x02, id); }

void appendSubscribe(QByteArray &out, quint16 id, std::span<const TopicFilter> filters)
{
    Q_ASSERT(!filters.empty()); // [MQTT-3.8.3-2]
    QByteArray body;
    appendU16(body, id);
    appendByte(body, 0); // no properties
    for (const TopicFilter &filter : filters) {
        appendSized(body, filter.filter);
        appendByte(body, static_cast<unsigned>(filter.retained) << 4U | filter.qos); // §3.8.3.1
    }
    appendFirstByte(out, PacketType::Subscribe, 0x02);
    appendVariable(out, body.size());
    out.append(body);
}

// §3.10
void appendUnsubscribe(QByteArray &out, quint16 id, const QList<QByteArray> &filters)
{
    Q_ASSERT(!filters.isEmpty()); // [MQTT-3.10.3-2]
    QByteArray body;
    appendU16(body, id);
    appendByte(body, 0); // no properties
    for (const QByteArray &filter : filters)
        appendSized(body, filter);
    appendFirstByte(out, PacketType::Unsubscribe, 0x02);
    appendVariable(out, body.size());
    out.append(body);
}

void appendPingreq(QByteArray &out)
{
    appendFirstByte(out, PacketType::Pingreq, 0);
    appendByte(out, 0);
}

void appendDisconnect(QByteArray &out, ReasonCode reason)
{
    appendFirstByte(out, PacketType::Disconnect, 0);
    if (reason == ReasonCode::Success) { // §3.14.2.1: may be left out; the session expiry stays as it was
        appendByte(out, 0);
        return;
    }
    appendByte(out, 1);
    appendByte(out, static_cast<unsigned>(reason));
}

// §3.14.2.2.2: Session Expiry Interval 0 in place of the one of CONNECT, which was another.
void appendDisconnectForGood(QByteArray &out)
{
    appendFirstByte(out, PacketType::Disconnect, 0);
    appendByte(out, 7);
    appendByte(out, 0); // Normal disconnection
    appendByte(out, 5);
    appendProperty(out, PropertyId::SessionExpiryInterval);
    appendU32(out, 0);
}

} // namespace pulse::mqtt
