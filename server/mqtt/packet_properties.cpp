// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mqtt/packet_properties.h"

#include <algorithm>
#include <array>

namespace pulse::mqtt {

namespace {

enum class PropertyEncoding { Byte, U16, U32, Variable, Binary, Text, TextPair };

constexpr quint16 carriedBy(std::initializer_list<PacketType> types)
{
    quint16 mask = 0;
    for (const PacketType type : types)
        mask = static_cast<quint16>(mask | (1U << static_cast<unsigned>(type)));
    return mask;
}

constexpr quint16 kInConnack = carriedBy({PacketType::Connack});
constexpr quint16 kInPublish = carriedBy({PacketType::Publish});
constexpr quint16 kInAnswers =
    carriedBy({PacketType::Connack, PacketType::Puback, PacketType::Pubrec, PacketType::Pubrel,
               PacketType::Pubcomp, PacketType::Suback, PacketType::Unsuback, PacketType::Disconnect});

struct PropertyRow {
    PropertyId id;
    PropertyEncoding encoding;
    quint16 packets; // that a server may send it in
};

// §2.2.2.2, as far as a server sends them. AUTH is missing: we never ask for enhanced authentication.
constexpr std::array kPropertyRows{
    PropertyRow{PropertyId::PayloadFormatIndicator, PropertyEncoding::Byte, kInPublish},
    PropertyRow{PropertyId::MessageExpiryInterval, PropertyEncoding::U32, kInPublish},
    PropertyRow{PropertyId::ContentType, PropertyEncoding::Text, kInPublish},
    PropertyRow{PropertyId::ResponseTopic, PropertyEncoding::Text, kInPublish},
    PropertyRow{PropertyId::CorrelationData, PropertyEncoding::Binary, kInPublish},
    PropertyRow{PropertyId::SubscriptionIdentifier, PropertyEncoding::Variable, kInPublish},
    PropertyRow{PropertyId::SessionExpiryInterval, PropertyEncoding::U32, kInConnack},
    PropertyRow{PropertyId::AssignedClientIdentifier, PropertyEncoding::Text, kInConnack},
    PropertyRow{PropertyId::ServerKeepAlive, PropertyEncoding::U16, kInConnack},
    PropertyRow{PropertyId::AuthenticationMethod, PropertyEncoding::Text, kInConnack},
    PropertyRow{PropertyId::AuthenticationData, PropertyEncoding::Binary, kInConnack},
    PropertyRow{PropertyId::ResponseInformation, PropertyEncoding::Text, kInConnack},
    PropertyRow{PropertyId::ServerReference, PropertyEncoding::Text,
                carriedBy({PacketType::Connack, PacketType::Disconnect})},
    PropertyRow{PropertyId::ReasonString, PropertyEncoding::Text, kInAnswers},
    PropertyRow{PropertyId::ReceiveMaximum, PropertyEncoding::U16, kInConnack},
    PropertyRow{PropertyId::TopicAliasMaximum, PropertyEncoding::U16, kInConnack},
    PropertyRow{PropertyId::TopicAlias, PropertyEncoding::U16, kInPublish},
    PropertyRow{PropertyId::MaximumQos, PropertyEncoding::Byte, kInConnack},
    PropertyRow{PropertyId::RetainAvailable, PropertyEncoding::Byte, kInConnack},
    PropertyRow{PropertyId::UserProperty, PropertyEncoding::TextPair,
                static_cast<quint16>(kInAnswers | kInPublish)},
    PropertyRow{PropertyId::MaximumPacketSize, PropertyEncoding::U32, kInConnack},
    PropertyRow{PropertyId::WildcardSubscriptionAvailable, PropertyEncoding::Byte, kInConnack},
    PropertyRow{PropertyId::SubscriptionIdentifierAvailable, PropertyEncoding::Byte, kInConnack},
    PropertyRow{PropertyId::SharedSubscriptionAvailable, PropertyEncoding::Byte, kInConnack},
};

const PropertyRow *findPropertyRow(quint32 id)
{
    const auto row =
        std::find_if(kPropertyRows.begin(), kPropertyRows.end(),
                     [id](const PropertyRow &candidate) { return static_cast<quint32>(candidate.id) == id; });
    return row == kPropertyRows.end() ? nullptr : &*row;
}

bool readPropertyValue(ByteReader &block, PropertyEncoding encoding, Property &property)
{
    quint8 byte = 0;
    quint16 u16 = 0;
    bool isRead = false;
    switch (encoding) {
    case PropertyEncoding::Byte:
        isRead = block.readByte(byte);
        property.number = byte;
        return isRead;
    case PropertyEncoding::U16:
        isRead = block.readU16(u16);
        property.number = u16;
        return isRead;
    case PropertyEncoding::U32: return block.readU32(property.number);
    case PropertyEncoding::Variable: return block.readVariable(property.number);
    case PropertyEncoding::Binary: return block.readBinary(property.text);
    case PropertyEncoding::Text: return block.readText(property.text);
    case PropertyEncoding::TextPair: return block.readText(property.text) && block.readText(property.text);
    }
    return false;
}

// §2.2.2.2 and the packets' own sections: only these two may come more than once.
bool mayRepeat(PropertyId id)
{
    return id == PropertyId::UserProperty || id == PropertyId::SubscriptionIdentifier;
}

} // namespace

Decoded<PropertyReader> PropertyReader::open(ByteReader &body, PacketType packet)
{
    quint32 length = 0;
    QByteArrayView block;
    if (!body.readVariable(length) || !body.readBytes(length, block))
        return malformed("property block is cut short");
    return PropertyReader(block, packet);
}

Decoded<bool> PropertyReader::next(Property &property)
{
    if (m_block.isAtEnd())
        return false;
    quint32 id = 0;
    if (!m_block.readVariable(id))
        return malformed("property identifier is cut short");
    const PropertyRow *row = findPropertyRow(id);
    if (row == nullptr || (row->packets & carriedBy({m_packet})) == 0)
        return malformed("property does not belong to this packet");
    const quint64 bit = quint64{1} << id;
    if ((m_seen & bit) != 0 && !mayRepeat(row->id))
        return protocolError("property appears twice");
    m_seen |= bit;
    property = Property{row->id, 0, {}};
    if (!readPropertyValue(m_block, row->encoding, property))
        return malformed("property value is cut short or not text");
    return true;
}

} // namespace pulse::mqtt
