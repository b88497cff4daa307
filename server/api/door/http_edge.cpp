// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/door/http_edge.h"

#include <QTcpSocket>

namespace pulse::api {

using namespace Qt::StringLiterals;

HttpEdge::HttpEdge(const DoorLimits &limits, const Clock &clock, EdgeSink &sink)
    : m_limits(limits)
    , m_clock(clock)
    , m_sink(sink)
    , m_webSockets(u"Pulse"_s, QWebSocketServer::NonSecureMode)
{
    QObject::connect(&m_webSockets, &QWebSocketServer::newConnection, &m_webSockets,
                     [this] { takeLiveSockets(); });
}

// QWebSocket does not say which TCP socket it has; its peer's address and port do.
void HttpEdge::takeLiveSockets()
{
    while (m_webSockets.hasPendingConnections()) {
        std::unique_ptr<QWebSocket> socket(m_webSockets.nextPendingConnection());
        socket->setParent(nullptr);
        HttpConnection *connection = m_server->connectionOf(socket->peerAddress(), socket->peerPort());
        if (!connection || !connection->liveGuard()) {
            socket.release()->deleteLater(); // gone already, or nobody would bound what it keeps
            continue;
        }
        connection->adopted();
        m_sink.opened(std::move(socket), connection->head(), *connection->liveGuard());
    }
}

Result<quint16> HttpEdge::listen(const QHostAddress &address, quint16 port)
{
    auto server = std::make_unique<GuardServer>(m_limits, m_clock, static_cast<RequestSink &>(*this));
    server->setListenBacklogSize(512);
    if (!server->listen(address, port)) {
        return fail(ErrorKind::Unavailable,
                    u"cannot listen on %1 port %2: %3"_s.arg(address.toString())
                        .arg(port)
                        .arg(server->errorString()));
    }
    m_server = std::move(server);
    return m_server->serverPort();
}

void HttpEdge::closeListener()
{
    if (m_server)
        m_server->close();
}

void HttpEdge::takeUpgrade(const IncomingRequest &request)
{
    if (const auto refusal = m_sink.judgeUpgrade(request.head, request.peer))
        request.connection->answer(request.number, *refusal);
    else
        m_webSockets.handleConnection(request.connection->upgrade());
}

} // namespace pulse::api
