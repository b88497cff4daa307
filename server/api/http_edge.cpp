// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/http_edge.h"

#include <QHttpServerRequest>
#include <QTcpSocket>

namespace pulse::api {

using namespace Qt::StringLiterals;

HttpEdge::HttpEdge(const DoorLimits &limits, const Clock &clock, EdgeSink &sink)
    : m_limits(limits)
    , m_clock(clock)
    , m_sink(sink)
{
    connect(this, &QAbstractHttpServer::newWebSocketConnection, this, [this] {
        while (auto socket = nextPendingWebSocketConnection())
            m_sink.opened(std::move(socket));
    });
}

Result<quint16> HttpEdge::listen(const QHostAddress &address, quint16 port)
{
    auto server = std::make_unique<GuardServer>(m_limits, m_clock, this);
    server->setListenBacklogSize(512);
    if (!server->listen(address, port)) {
        return fail(ErrorKind::Unavailable,
                    u"cannot listen on %1 port %2: %3"_s.arg(address.toString())
                        .arg(port)
                        .arg(server->errorString()));
    }
    m_server = server.release();
    bind(m_server); // takes it over
    return m_server->serverPort();
}

void HttpEdge::closeListener()
{
    if (m_server)
        m_server->close();
}

// For an upgrade `true` means 101; everything else is answered by ourselves, so it is always handled.
bool HttpEdge::handleRequest(const QHttpServerRequest &request, QTcpSocket *socket)
{
    HttpConnection *connection = HttpConnection::of(socket);
    const auto [number, head] = connection->begin();
    const QString peer = socket->peerAddress().toString();
    const QByteArray body = request.body();
    if (body.size() != head.contentLength) { // we and the parser disagree: nothing after this can be trusted
        socket->abort();
        return true;
    }
    if (!head.isWebSocketUpgrade) {
        m_sink.take({head, body, peer, connection, number});
        return true;
    }
    const auto refusal = m_sink.judgeUpgrade(head, peer);
    if (refusal) {
        connection->answer(number, *refusal);
        return false;
    }
    connection->release();
    return true;
}

// The parser's word for "answer that it is refused"; we have, and it closes the connection.
void HttpEdge::missingHandler(const QHttpServerRequest &, QTcpSocket *) { }

} // namespace pulse::api
