// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What somebody has open at a server: a live socket, a back-test that never ends, and requests one after
// another. Notes how and when each of them ended.
#pragma once

#include "edge_server.h"

#include <QWebSocket>
#include <optional>

namespace pulse::test {

class Visit {
public:
    using Steady = std::chrono::steady_clock;

    Visit(EdgeServer &server, const QByteArray &token, bool isStreaming = true);

    bool isOpen(); // all of it: asks
    bool hasEnded(); // all of it: asks, until it was refused

    std::optional<int> closeCode() const { return m_closeCode; } // of the live socket
    const QString &refusal() const { return m_refusal; } // code of the problem that requests met
    bool isCutShort(); // the back-test: reads what there is, up to its end

    std::optional<Steady::time_point> httpEnd, socketEnd, streamEnd;

private:
    int ask();
    bool isStreamUnderWay() const { return m_server.requestsUnderWay() > 0; }

    EdgeServer &m_server;
    const QByteArray m_token;
    const bool m_isStreaming;
    QWebSocket m_socket;
    bool m_hasHello = false;
    std::optional<int> m_closeCode;
    QString m_refusal;
    RawClient m_stream;
};

} // namespace pulse::test
