// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a broker sends, as bytes: cut into packets in pieces of any size, and every decoder over every packet.
// The input: which limit, how many sizes of pieces, these sizes, then the stream.
#include "fuzz/fuzz_target.h"
#include "fuzz/input_reader.h"
#include "fuzz/mqtt_decoding.h"
#include "mqtt/packet_reader.h"

#include <QByteArray>
#include <algorithm>
#include <array>

using namespace pulse;
using namespace pulse::mqtt;

namespace {

constexpr std::array<quint32, 4> kLimits{16, 128, 4'096, 1'048'576};
constexpr size_t kLongestHeader = 5; // §2.1.1: it is read whole before its length is judged

struct Cut {
    std::vector<QByteArray> packets; // with their fixed headers
    std::optional<Fault> fault;
};

// §2.1.1: what the packet must have looked like on the wire.
QByteArray onTheWire(const Frame &frame)
{
    QByteArray bytes(1, static_cast<char>(static_cast<unsigned>(frame.type) << 4U | frame.flags));
    auto length = static_cast<quint32>(frame.body.size());
    do {
        const quint32 low = length & 0x7F;
        length >>= 7;
        bytes.append(static_cast<char>(length > 0 ? low | 0x80 : low));
    } while (length > 0);
    return bytes.append(frame.body);
}

bool isSame(const Fault &left, const Fault &right)
{
    return left.reason == right.reason && QByteArrayView(left.what) == QByteArrayView(right.what);
}

class Stream {
public:
    explicit Stream(quint32 limit)
        : m_limit(limit)
        , m_reader(limit)
    {
    }

    void take(QByteArrayView piece)
    {
        const size_t before = m_reader.buffered();
        const auto room = m_reader.prepare(static_cast<size_t>(piece.size()));
        PULSE_HOLDS(room.size() == static_cast<size_t>(piece.size()));
        std::copy(piece.begin(), piece.end(), room.begin());
        m_reader.commit(room.size());
        PULSE_HOLDS(m_reader.buffered() == before + room.size());
        m_taken.append(piece);
        cut();
        if (!m_cut.fault) // one packet that has not come whole
            PULSE_HOLDS(m_reader.buffered() < std::max<size_t>(m_limit, kLongestHeader));
    }

    const Cut &result() const { return m_cut; }

private:
    void cut()
    {
        for (;;) {
            const auto frame = m_reader.next();
            if (!frame) {
                PULSE_HOLDS(!m_cut.fault || isSame(*m_cut.fault, frame.error()));
                m_cut.fault = frame.error();
                return;
            }
            PULSE_HOLDS(!m_cut.fault); // a fault is for ever
            if (!*frame)
                return;
            take(**frame);
        }
    }

    void take(const Frame &frame)
    {
        const QByteArray packet = onTheWire(frame);
        PULSE_HOLDS(packet.size() <= static_cast<qsizetype>(m_limit));
        PULSE_HOLDS(QByteArrayView(m_taken).sliced(m_handedOn).startsWith(packet));
        m_handedOn += packet.size();
        PULSE_HOLDS(m_reader.buffered() == static_cast<size_t>(m_taken.size() - m_handedOn));
        m_cut.packets.push_back(packet);
    }

    quint32 m_limit;
    PacketReader m_reader;
    QByteArray m_taken; // all of the stream so far
    qsizetype m_handedOn = 0;
    Cut m_cut;
};

Cut cutInPieces(QByteArrayView bytes, quint32 limit, QByteArrayView sizes)
{
    Stream stream(limit);
    for (qsizetype i = 0; !bytes.isEmpty(); ++i) {
        const qsizetype size =
            sizes.isEmpty() ? bytes.size() : 1 + static_cast<quint8>(sizes[i % sizes.size()]);
        const QByteArrayView piece = bytes.first(std::min(size, bytes.size()));
        stream.take(piece);
        bytes = bytes.sliced(piece.size());
    }
    return stream.result();
}

} // namespace

PULSE_FUZZ_TARGET(mqtt_packet)
{
    fuzz::InputReader reader(input);
    const quint8 steer = reader.byte();
    const quint32 limit = kLimits[steer % kLimits.size()];
    const QByteArrayView sizes = reader.bytes(steer / kLimits.size() % 8);
    const QByteArrayView bytes = reader.rest();
    const Cut whole = cutInPieces(bytes, limit, {});
    const Cut pieces = cutInPieces(bytes, limit, sizes);
    PULSE_HOLDS(whole.packets == pieces.packets);
    PULSE_HOLDS(whole.fault.has_value() == pieces.fault.has_value());
    PULSE_HOLDS(!whole.fault || isSame(*whole.fault, *pieces.fault));
    for (const QByteArray &packet : whole.packets)
        fuzz::decodingHolds(packet);
}
