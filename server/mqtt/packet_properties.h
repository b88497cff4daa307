// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Properties of MQTT 5 packets (§2.2.2): which exist, how each is encoded, which packet may carry it.
#pragma once

#include "mqtt/byte_reader.h"
#include "mqtt/packet_type.h"
#include "mqtt/reason_code.h"

namespace pulse::mqtt {

// §2.2.2.2, Table 2-4.
enum class PropertyId : quint8 {
    PayloadFormatIndicator = 0x01,
    MessageExpiryInterval = 0x02,
    ContentType = 0x03,
    ResponseTopic = 0x08,
    CorrelationData = 0x09,
    SubscriptionIdentifier = 0x0B,
    SessionExpiryInterval = 0x11,
    AssignedClientIdentifier = 0x12,
    ServerKeepAlive = 0x13,
    AuthenticationMethod = 0x15,
    AuthenticationData = 0x16,
    ResponseInformation = 0x1A,
    ServerReference = 0x1C,
    ReasonString = 0x1F,
    ReceiveMaximum = 0x21,
    TopicAliasMaximum = 0x22,
    TopicAlias = 0x23,
    MaximumQos = 0x24,
    RetainAvailable = 0x25,
    UserProperty = 0x26,
    MaximumPacketSize = 0x27,
    WildcardSubscriptionAvailable = 0x28,
    SubscriptionIdentifierAvailable = 0x29,
    SharedSubscriptionAvailable = 0x2A,
};

struct Property {
    PropertyId id{};
    quint32 number = 0; // of the numeric ones
    QByteArrayView text; // of the strings and binaries; of a user property, its value
};

// Walks over one property block without copying. Properties that `packet` must not carry, that appear twice,
// or that are cut short are faults.
//   for (;;) { PULSE_TRY(const bool has, properties.next(property)); if (!has) break; … }
class PropertyReader {
public:
    // Takes the length and the block itself off `body`, which goes on behind the block.
    static Decoded<PropertyReader> open(ByteReader &body, PacketType packet);

    // False at the end of the block.
    Decoded<bool> next(Property &property);

private:
    PropertyReader(QByteArrayView block, PacketType packet)
        : m_block(block)
        , m_packet(packet)
    {
    }

    ByteReader m_block;
    PacketType m_packet;
    quint64 m_seen = 0; // one bit for each identifier
};

} // namespace pulse::mqtt
