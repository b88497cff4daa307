// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Follows a client's WebSocket frames (RFC 6455, 5.2) through a stream of bytes and keeps none of them: how
// many have begun, control frames included, and whether each was masked as a client's must be.
//
// Thread safety: none.
#pragma once

#include <QByteArrayView>
#include <array>

namespace pulse::api {

class FrameMeter {
public:
    void take(QByteArrayView bytes); // those that follow what was taken before
    quint64 frames() const { return m_frames; } // whose head is here
    bool hasUnmasked() const { return m_hasUnmasked; }

private:
    qsizetype headSize() const; // as far as what is here says
    void readHead();

    std::array<quint8, 10> m_head{}; // without the mask's key, which counts as payload
    qsizetype m_headBytes = 0;
    quint64 m_payloadLeft = 0;
    quint64 m_frames = 0;
    bool m_hasUnmasked = false;
};

} // namespace pulse::api
