// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/process/tcp_relay.h"

namespace pulse::test {

TcpRelay::TcpRelay(quint16 serverPort)
    : m_serverPort(serverPort)
{
    connect(&m_server, &QTcpServer::newConnection, this, &TcpRelay::accept);
    m_server.listen(QHostAddress::LocalHost, 0);
}

TcpRelay::~TcpRelay() { cut(); }

void TcpRelay::accept()
{
    while (QTcpSocket *client = m_server.nextPendingConnection()) {
        ++m_accepted;
        auto *server = new QTcpSocket(this);
        client->setParent(this);
        m_other.insert(client, server);
        m_other.insert(server, client);
        for (QTcpSocket *socket : {client, server}) {
            connect(socket, &QTcpSocket::readyRead, this, [this, socket] { carry(socket); });
            connect(socket, &QTcpSocket::disconnected, this, [this, socket] {
                if (QTcpSocket *other = m_other.value(socket))
                    other->disconnectFromHost();
            });
        }
        connect(server, &QTcpSocket::connected, this, [this, client] { carry(client); });
        server->connectToHost(QHostAddress(QHostAddress::LocalHost), m_serverPort);
    }
}

void TcpRelay::carry(QTcpSocket *from)
{
    QTcpSocket *to = m_other.value(from);
    if (!m_isHanging && to != nullptr && to->state() == QAbstractSocket::ConnectedState)
        to->write(from->readAll());
}

void TcpRelay::cut()
{
    const auto sockets = std::exchange(m_other, {});
    for (auto it = sockets.keyBegin(); it != sockets.keyEnd(); ++it) {
        (*it)->disconnect(this);
        (*it)->abort();
        (*it)->deleteLater();
    }
}

void TcpRelay::setHanging(bool isHanging)
{
    m_isHanging = isHanging;
    const auto sockets = m_other.keys();
    for (QTcpSocket *socket : sockets)
        carry(socket);
}

} // namespace pulse::test
