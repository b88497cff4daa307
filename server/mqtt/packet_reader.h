// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Cuts a stream of bytes into packets, in place: the socket reads into our buffer, and frames point into it.
//
// Thread safety: one thread.
// Invariants: holds at most one incomplete packet of `maxPacketSize` plus what one prepare() asked for; a
// length the peer claims allocates nothing until its bytes arrive; after a fault it returns that fault for
// ever.
#pragma once

#include "mqtt/packet_type.h"
#include "mqtt/reason_code.h"

#include <optional>
#include <span>
#include <vector>

namespace pulse::mqtt {

class PacketReader {
public:
    // maxPacketSize counts the whole packet with its fixed header, as §3.1.2.11.4 does.
    explicit PacketReader(quint32 maxPacketSize)
        : m_maxPacketSize(maxPacketSize)
    {
    }

    // Room for `size` more bytes; what was written there becomes part of the stream by commit().
    // Frames handed out before are void.
    std::span<char> prepare(size_t size);
    void commit(size_t written);

    // The next whole packet; nullopt: more bytes are needed.
    Decoded<std::optional<Frame>> next();

    size_t buffered() const { return m_end - m_begin; }
    void clear();

private:
    Decoded<std::optional<Frame>> readFrame();

    quint32 m_maxPacketSize;
    std::vector<char> m_buffer;
    size_t m_begin = 0; // first byte not yet handed out
    size_t m_end = 0; // behind the last byte received
    std::optional<Fault> m_fault;
};

} // namespace pulse::mqtt
