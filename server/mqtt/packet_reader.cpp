// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mqtt/packet_reader.h"

#include <algorithm>

namespace pulse::mqtt {

namespace {

// §2.1.3, Table 2-2. PUBLISH uses its flags; all others are fixed.
bool areFlagsValid(PacketType type, quint8 flags)
{
    switch (type) {
    case PacketType::Publish: return true;
    case PacketType::Pubrel:
    case PacketType::Subscribe:
    case PacketType::Unsubscribe: return flags == 0x02;
    default: return flags == 0;
    }
}

struct RemainingLength {
    quint32 value = 0;
    size_t bytes = 0; // it is written in
};

// §2.1.4 Remaining Length, a Variable Byte Integer (§1.5.5) that may not have arrived whole.
Decoded<std::optional<RemainingLength>> readRemainingLength(std::span<const char> bytes)
{
    RemainingLength length;
    for (const char raw : bytes.first(std::min<size_t>(bytes.size(), 4))) {
        const auto byte = static_cast<quint8>(raw);
        length.value |= static_cast<quint32>(byte & 0x7F) << (7 * length.bytes++);
        if ((byte & 0x80) != 0)
            continue;
        if (byte == 0 && length.bytes > 1)
            return malformed("remaining length is longer than needed");
        return length;
    }
    if (length.bytes == 4)
        return malformed("remaining length does not end");
    return std::optional<RemainingLength>{};
}

} // namespace

std::span<char> PacketReader::prepare(size_t size)
{
    if (m_begin == m_end)
        m_begin = m_end = 0;
    if (m_buffer.size() - m_end < size) {
        std::copy(m_buffer.begin() + static_cast<std::ptrdiff_t>(m_begin),
                  m_buffer.begin() + static_cast<std::ptrdiff_t>(m_end), m_buffer.begin());
        m_end -= m_begin;
        m_begin = 0;
        if (m_buffer.size() - m_end < size)
            m_buffer.resize(m_end + size);
    }
    return std::span(m_buffer).subspan(m_end, size);
}

void PacketReader::commit(size_t written)
{
    Q_ASSERT(written <= m_buffer.size() - m_end);
    m_end += written;
}

void PacketReader::clear()
{
    m_begin = m_end = 0;
    m_fault.reset();
}

Decoded<std::optional<Frame>> PacketReader::next()
{
    if (m_fault)
        return tl::unexpected(*m_fault);
    auto frame = readFrame();
    if (!frame)
        m_fault = frame.error();
    return frame;
}

Decoded<std::optional<Frame>> PacketReader::readFrame()
{
    const auto bytes = std::span<const char>(m_buffer).subspan(m_begin, buffered());
    if (bytes.empty())
        return std::optional<Frame>{};
    const auto first = static_cast<quint8>(bytes[0]);
    Frame frame{static_cast<PacketType>(first >> 4), static_cast<quint8>(first & 0x0F), {}};
    if (first >> 4 == 0) // §2.1.2: 0 is reserved
        return malformed("packet type 0");
    if (!areFlagsValid(frame.type, frame.flags))
        return malformed("fixed header flags");
    PULSE_TRY(const auto length, readRemainingLength(bytes.subspan(1)));
    if (!length)
        return std::optional<Frame>{};
    const size_t header = 1 + length->bytes;
    if (header + length->value > m_maxPacketSize) // §3.1.2.11.4 [MQTT-3.1.2-24]
        return tl::unexpected(Fault{ReasonCode::PacketTooLarge, "packet is larger than we allow"});
    if (bytes.size() - header < length->value)
        return std::optional<Frame>{};
    frame.body = QByteArrayView(bytes.data() + header, static_cast<qsizetype>(length->value));
    m_begin += header + length->value;
    return frame;
}

} // namespace pulse::mqtt
