// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chaos/link/relay_link.h"

#include <QHostAddress>
#include <QTimer>
#include <sys/socket.h>

namespace pulse::chaos {

using namespace std::chrono_literals;

constexpr auto kGhostLife = 300ms;

RelayLink::RelayLink(QTcpSocket *client, const RelayTarget &target, std::unique_ptr<RelayTap> tap,
                     QObject *parent)
    : QObject(parent)
    , m_client(client)
    , m_tap(std::move(tap))
{
    m_client->setParent(this);
    m_client->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    connect(m_client, &QTcpSocket::readyRead, this, &RelayLink::carryToServer);
    connect(m_client, &QTcpSocket::disconnected, this, &RelayLink::clientEnded);
    if (target.socketPath.isEmpty()) {
        m_tcpServer = new QTcpSocket(this);
        watchServer(m_tcpServer);
        m_tcpServer->setSocketOption(QAbstractSocket::LowDelayOption, 1);
        m_tcpServer->connectToHost(QHostAddress(QHostAddress::LocalHost), target.port);
    } else {
        m_localServer = new QLocalSocket(this);
        watchServer(m_localServer);
        m_localServer->connectToServer(target.socketPath);
    }
}

RelayLink::~RelayLink()
{
    m_client->disconnect(this); // their destructors close them, which must not come back here
    if (m_tcpServer)
        m_tcpServer->disconnect(this);
    if (m_localServer)
        m_localServer->disconnect(this);
}

// An error covers the server that is not there, too.
template <class Socket> void RelayLink::watchServer(Socket *server)
{
    connect(server, &Socket::connected, this, &RelayLink::carryToServer);
    connect(server, &Socket::readyRead, this, &RelayLink::carryToClient);
    connect(server, &Socket::disconnected, this, &RelayLink::serverEnded);
    connect(server, &Socket::errorOccurred, this, &RelayLink::serverEnded);
}

bool RelayLink::isServerConnected() const
{
    return m_tcpServer ? m_tcpServer->state() == QAbstractSocket::ConnectedState
                       : m_localServer->state() == QLocalSocket::ConnectedState;
}

QIODevice &RelayLink::server() const
{
    return m_tcpServer ? static_cast<QIODevice &>(*m_tcpServer) : *m_localServer;
}

void RelayLink::carryToServer()
{
    if (m_hasEnded || !isServerConnected() || m_client->bytesAvailable() == 0)
        return;
    const QByteArray bytes = m_client->readAll();
    obey(m_tap->fromClient(bytes), bytes, server());
}

void RelayLink::carryToClient()
{
    if (m_hasEnded || server().bytesAvailable() == 0)
        return;
    const QByteArray bytes = server().readAll();
    obey(m_tap->fromServer(bytes), bytes, *m_client);
}

void RelayLink::obey(Verdict verdict, const QByteArray &bytes, QIODevice &to)
{
    if (verdict == Verdict::Carry || verdict == Verdict::CarryAndCut)
        to.write(bytes);
    // At once: it may be the last that is carried.
    if (auto *tcp = qobject_cast<QTcpSocket *>(&to))
        tcp->flush();
    else
        m_localServer->flush();
    if (verdict == Verdict::CutLeavingGhost)
        leaveGhost();
    else if (verdict != Verdict::Carry)
        cut();
}

void RelayLink::clientEnded()
{
    if (m_hasEnded)
        return;
    carryToServer(); // its last words
    end();
    deleteLater(); // and with it the sockets
}

void RelayLink::serverEnded()
{
    if (m_hasEnded)
        return;
    carryToClient();
    end();
    deleteLater();
}

void RelayLink::cut()
{
    end();
    resetClient();
    if (m_tcpServer)
        m_tcpServer->abort();
    if (m_localServer)
        m_localServer->abort();
    deleteLater();
}

void RelayLink::leaveGhost()
{
    end();
    resetClient();
    QTimer::singleShot(kGhostLife, this, &QObject::deleteLater);
}

void RelayLink::resetClient()
{
    const linger reset{1, 0};
    ::setsockopt(static_cast<int>(m_client->socketDescriptor()), SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    m_client->abort();
}

void RelayLink::end()
{
    if (!std::exchange(m_hasEnded, true))
        m_tap->ended();
}

} // namespace pulse::chaos
