// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/live/frame_meter.h"

#include <algorithm>

namespace pulse::api {

namespace {

constexpr quint8 kMasked = 0x80;
constexpr quint8 kLength = 0x7f;
constexpr quint8 kTwoBytesFollow = 126;
constexpr quint8 kEightBytesFollow = 127;
constexpr quint64 kMaskKey = 4;

} // namespace

void FrameMeter::take(QByteArrayView bytes)
{
    while (!bytes.isEmpty()) {
        if (m_payloadLeft > 0) {
            const auto passed = std::min<quint64>(m_payloadLeft, static_cast<quint64>(bytes.size()));
            m_payloadLeft -= passed;
            bytes = bytes.sliced(static_cast<qsizetype>(passed));
            continue;
        }
        m_head[static_cast<size_t>(m_headBytes++)] = static_cast<quint8>(bytes.front());
        bytes = bytes.sliced(1);
        if (m_headBytes == headSize())
            readHead();
    }
}

qsizetype FrameMeter::headSize() const
{
    if (m_headBytes < 2)
        return 2;
    switch (m_head[1] & kLength) {
    case kTwoBytesFollow: return 4;
    case kEightBytesFollow: return 10;
    default: return 2;
    }
}

void FrameMeter::readHead()
{
    quint64 length = m_head[1] & kLength;
    if (m_headBytes > 2) {
        length = 0;
        for (qsizetype i = 2; i < m_headBytes; ++i)
            length = length << 8 | m_head[static_cast<size_t>(i)];
    }
    const bool isMasked = (m_head[1] & kMasked) != 0;
    m_hasUnmasked = m_hasUnmasked || !isMasked;
    m_payloadLeft = length + (isMasked ? kMaskKey : 0);
    m_headBytes = 0;
    ++m_frames;
}

} // namespace pulse::api
