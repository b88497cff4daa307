// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Where connections come in: their requests go to the door, and those that ask to be WebSockets, if it grants
// that, to Qt's (whose handshake is RFC 6455, 4.2).
//
// Thread safety: none; lives on the HTTP thread.
#pragma once

#include "api/door/guard_server.h"

#include <QWebSocket>
#include <QWebSocketServer>
#include <memory>

namespace pulse::api {

// What the edge calls.
class EdgeSink {
public:
    virtual ~EdgeSink() = default;
    virtual void take(IncomingRequest request) = 0;
    // nullopt: the upgrade is granted.
    virtual std::optional<Reply> judgeUpgrade(const RequestHead &head, const QString &peer) = 0;
    // `head`: of the upgrade.
    virtual void opened(std::unique_ptr<QWebSocket> socket, const RequestHead &head, LiveGuard &guard) = 0;
};

class HttpEdge final : private RequestSink {
public:
    HttpEdge(const DoorLimits &limits, const Clock &clock, EdgeSink &sink);

    Result<quint16> listen(const QHostAddress &address, quint16 port);
    GuardServer *server() { return m_server.get(); }
    void closeListener(); // takes no new connections

private:
    void take(IncomingRequest request) override { m_sink.take(std::move(request)); }
    void takeUpgrade(const IncomingRequest &request) override;
    void takeLiveSockets();

    const DoorLimits &m_limits;
    const Clock &m_clock;
    EdgeSink &m_sink;
    QWebSocketServer m_webSockets;
    std::unique_ptr<GuardServer> m_server;
};

} // namespace pulse::api
