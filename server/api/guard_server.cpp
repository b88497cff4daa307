// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/guard_server.h"

#include "base/logging.h"

#include <QTcpSocket>

Q_LOGGING_CATEGORY(lcApiGuard, "pulse.api")

namespace pulse::api {

GuardServer::GuardServer(const DoorLimits &limits, const Clock &clock, QObject *parser)
    : m_limits(limits)
    , m_clock(clock)
    , m_parser(parser)
{
}

int GuardServer::connections() const { return m_counts->total; }

void GuardServer::endAll()
{
    const QSet<QTcpSocket *> sockets = m_counts->sockets;
    for (QTcpSocket *socket : sockets)
        socket->abort();
}

bool GuardServer::isFull(const QHostAddress &peer) const
{
    return m_counts->total >= m_limits.connections
        || (m_limits.connectionsPerAddress > 0
            && m_counts->byAddress.value(peer) >= m_limits.connectionsPerAddress);
}

void GuardServer::incomingConnection(qintptr descriptor)
{
    auto socket = std::make_unique<QTcpSocket>(this);
    if (!socket->setSocketDescriptor(descriptor))
        return;
    const QHostAddress peer = socket->peerAddress();
    if (isFull(peer)) {
        qCWarning(lcApiGuard).noquote() << "connection refused: too many" << kv("peer", peer.toString());
        socket->abort();
        return;
    }
    ++m_counts->total;
    ++m_counts->byAddress[peer];
    m_counts->sockets.insert(socket.get());
    const auto gone = [counts = m_counts, peer, raw = socket.get()] {
        --counts->total;
        if (--counts->byAddress[peer] == 0)
            counts->byAddress.remove(peer);
        counts->sockets.remove(raw);
    };
    (new HttpConnection(socket.get(), m_limits, m_clock, gone))->guards(m_parser); // its parent is the socket
    addPendingConnection(socket.release());
}

} // namespace pulse::api
