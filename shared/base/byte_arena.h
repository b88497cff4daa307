// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Small things that arrive together and go together, in blocks instead of one allocation each. A block lives
// as long as anyone holds it.
//
// Thread safety: none; a block that was handed out may be let go by any thread.
// Invariants: what was handed out never moves.
#pragma once

#include <QByteArrayView>
#include <algorithm>
#include <cstring>
#include <memory>
#include <new>
#include <span>
#include <type_traits>

namespace pulse {

class ByteArena {
public:
    using Block = std::shared_ptr<const void>; // keeps what lies in it

    explicit ByteArena(size_t blockBytes = 65'536)
        : m_blockBytes(blockBytes)
    {
    }

    // What is kept and allocated next, up to so many bytes in all, lies in the block that block() is then.
    void reserve(size_t bytes)
    {
        if (m_block && m_size - m_used >= bytes)
            return;
        m_size = std::max(bytes, m_blockBytes);
        m_block = std::shared_ptr<char[]>(new char[m_size]); // aligned for every type
        m_used = 0;
    }

    // Requires: reserved.
    QByteArrayView keep(QByteArrayView bytes)
    {
        const std::span<char> room = take(static_cast<size_t>(bytes.size()), 1);
        if (!bytes.isEmpty())
            std::memcpy(room.data(), bytes.data(), room.size());
        return {room.data(), bytes.size()};
    }

    // Requires: reserved, with alignof(T) bytes to spare.
    template <class T> std::span<T> allocate(size_t count)
    {
        static_assert(std::is_trivially_destructible_v<T>);
        const std::span<char> room = take(count * sizeof(T), alignof(T));
        T *first = reinterpret_cast<T *>(room.data());
        std::uninitialized_default_construct_n(first, count);
        return {first, count};
    }

    Block block() const { return m_block; }

private:
    std::span<char> take(size_t bytes, size_t alignment)
    {
        const size_t at = (m_used + alignment - 1) / alignment * alignment;
        Q_ASSERT(m_block && at + bytes <= m_size);
        m_used = at + bytes;
        return {m_block.get() + at, bytes};
    }

    size_t m_blockBytes;
    std::shared_ptr<char[]> m_block;
    size_t m_size = 0;
    size_t m_used = 0;
};

} // namespace pulse
