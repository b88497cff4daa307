// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mqtt/packet_decode.h"

#include "mqtt/byte_reader.h"
#include "mqtt/packet_properties.h"

namespace pulse::mqtt {

namespace {

// All that a server which does not know version 5 can say to it (MQTT 3.1.1 §3.2.2.3).
constexpr quint8 kRefusedVersion = 1;

// §3.2.2.3. Limits of zero or beyond what exists are protocol errors.
Decoded<> takeConnackProperty(Connack &connack, const Property &property)
{
    switch (property.id) {
    case PropertyId::ReceiveMaximum:
        connack.receiveMaximum = static_cast<quint16>(property.number);
        return property.number > 0 ? Decoded<>{} : protocolError("Receive Maximum 0");
    case PropertyId::MaximumQos:
        connack.maximumQos = static_cast<quint8>(property.number);
        return property.number <= 1 ? Decoded<>{} : protocolError("Maximum QoS above 1");
    case PropertyId::RetainAvailable:
        connack.isRetainAvailable = property.number != 0;
        return property.number <= 1 ? Decoded<>{} : protocolError("Retain Available above 1");
    case PropertyId::MaximumPacketSize:
        connack.maximumPacketSize = property.number;
        return property.number > 0 ? Decoded<>{} : protocolError("Maximum Packet Size 0");
    case PropertyId::SessionExpiryInterval: connack.sessionExpirySeconds = property.number; return {};
    case PropertyId::ServerKeepAlive:
        connack.serverKeepAliveSeconds = static_cast<quint16>(property.number);
        return {};
    case PropertyId::AssignedClientIdentifier:
        connack.assignedClientId = property.text.toByteArray();
        return {};
    case PropertyId::ReasonString: connack.reasonString = property.text.toByteArray(); return {};
    default: return {};
    }
}

// Reads a property block of which only the reason string is of interest.
Decoded<QByteArrayView> readReasonString(ByteReader &body, PacketType type)
{
    QByteArrayView reasonString;
    PULSE_TRY(PropertyReader properties, PropertyReader::open(body, type));
    for (Property property;;) {
        PULSE_TRY(const bool isRead, properties.next(property));
        if (!isRead)
            return reasonString;
        if (property.id == PropertyId::ReasonString)
            reasonString = property.text;
    }
}

// §3.3.2.3
Decoded<> checkPublishProperties(ByteReader &body)
{
    PULSE_TRY(PropertyReader properties, PropertyReader::open(body, PacketType::Publish));
    for (Property property;;) {
        PULSE_TRY(const bool isRead, properties.next(property));
        if (!isRead)
            return {};
        if (property.id == PropertyId::TopicAlias) // §3.3.2.3.4: our Topic Alias Maximum is 0
            return tl::unexpected(Fault{ReasonCode::TopicAliasInvalid, "topic alias although we allow none"});
        if (property.id == PropertyId::SubscriptionIdentifier && property.number == 0) // §3.3.2.3.8
            return protocolError("subscription identifier 0");
        if (property.id == PropertyId::PayloadFormatIndicator && property.number > 1) // §3.3.2.3.2
            return protocolError("payload format indicator above 1");
    }
}

// §3.3.2.1, §4.7.1: not empty (we allow no aliases) and without wildcards.
Decoded<> checkTopicName(QByteArrayView topic)
{
    if (topic.isEmpty())
        return protocolError("empty topic without an alias");
    for (const char c : topic) {
        if (c == '+' || c == '#')
            return malformed("wildcard in a topic name");
    }
    return {};
}

// SUBACK and UNSUBACK are written alike.
Decoded<Suback> decodeReasons(const Frame &frame)
{
    ByteReader body(frame.body);
    Suback suback;
    if (!body.readU16(suback.id) || suback.id == 0)
        return malformed("packet identifier is missing or 0");
    PULSE_CHECK(readReasonString(body, frame.type));
    suback.reasons = body.rest();
    if (suback.reasons.isEmpty()) // §3.9.3: one for each filter, and there was at least one
        return malformed("SUBACK without reason codes");
    return suback;
}

} // namespace

Decoded<Connack> decodeConnack(const Frame &frame)
{
    ByteReader body(frame.body);
    quint8 flags = 0;
    quint8 reason = 0;
    if (!body.readByte(flags) || !body.readByte(reason))
        return malformed("CONNACK is cut short");
    if ((flags & 0xFE) != 0) // §3.2.2.1
        return malformed("CONNACK flags");
    Connack connack;
    connack.isSessionPresent = flags == 1;
    connack.reason = static_cast<ReasonCode>(reason);
    if (connack.isSessionPresent && reason != 0) // [MQTT-3.2.2-6]
        return protocolError("session present with a refusal");
    if (body.isAtEnd() && reason == kRefusedVersion) {
        connack.reason = ReasonCode::UnsupportedProtocolVersion;
        return connack;
    }
    PULSE_TRY(PropertyReader properties, PropertyReader::open(body, PacketType::Connack));
    for (Property property;;) {
        PULSE_TRY(const bool isRead, properties.next(property));
        if (!isRead)
            break;
        PULSE_CHECK(takeConnackProperty(connack, property));
    }
    if (!body.isAtEnd())
        return malformed("CONNACK is too long");
    return connack;
}

Decoded<ReceivedPublish> decodePublish(const Frame &frame)
{
    ByteReader body(frame.body);
    ReceivedPublish publish;
    publish.qos = static_cast<quint8>(frame.flags >> 1 & 0x03);
    publish.isRetained = (frame.flags & 0x01) != 0;
    publish.isDuplicate = (frame.flags & 0x08) != 0;
    if (publish.qos == 3) // [MQTT-3.3.1-4]
        return malformed("QoS 3");
    if (publish.qos == 0 && publish.isDuplicate) // [MQTT-3.3.1-2]
        return malformed("DUP with QoS 0");
    if (!body.readText(publish.topic))
        return malformed("topic name is cut short or not text");
    PULSE_CHECK(checkTopicName(publish.topic));
    if (publish.qos > 0 && (!body.readU16(publish.id) || publish.id == 0)) // [MQTT-2.2.1-4]
        return malformed("packet identifier is missing or 0");
    PULSE_CHECK(checkPublishProperties(body));
    publish.payload = body.rest();
    return publish;
}

Decoded<Acknowledgement> decodeAcknowledgement(const Frame &frame)
{
    ByteReader body(frame.body);
    Acknowledgement acknowledgement;
    if (!body.readU16(acknowledgement.id) || acknowledgement.id == 0)
        return malformed("packet identifier is missing or 0");
    if (body.isAtEnd()) // §3.4.2.1: no reason code is Success
        return acknowledgement;
    quint8 reason = 0;
    if (!body.readByte(reason))
        return malformed("reason code is missing");
    acknowledgement.reason = static_cast<ReasonCode>(reason);
    if (body.isAtEnd()) // §3.4.2.2.1: no property length is 0
        return acknowledgement;
    PULSE_TRY(acknowledgement.reasonString, readReasonString(body, frame.type));
    if (!body.isAtEnd())
        return malformed("acknowledgement is too long");
    return acknowledgement;
}

Decoded<Suback> decodeSuback(const Frame &frame) { return decodeReasons(frame); }

Decoded<Suback> decodeUnsuback(const Frame &frame) { return decodeReasons(frame); }

Decoded<Disconnect> decodeDisconnect(const Frame &frame)
{
    ByteReader body(frame.body);
    Disconnect disconnect;
    if (body.isAtEnd()) // §3.14.2.1
        return disconnect;
    quint8 reason = 0;
    if (!body.readByte(reason))
        return malformed("reason code is missing");
    disconnect.reason = static_cast<ReasonCode>(reason);
    if (body.isAtEnd()) // §3.14.2.2.1
        return disconnect;
    PULSE_TRY(disconnect.reasonString, readReasonString(body, PacketType::Disconnect));
    if (!body.isAtEnd())
        return malformed("DISCONNECT is too long");
    return disconnect;
}

} // namespace pulse::mqtt
