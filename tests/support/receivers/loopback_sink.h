// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Listens, by TCP and UDP, where nobody may be led: at one port of several addresses of this machine.
//
// Thread safety: one thread.
#pragma once

#include <QHostAddress>
#include <QTcpServer>
#include <QTcpSocket>
#include <QUdpSocket>
#include <memory>
#include <vector>

namespace pulse::test {

class LoopbackSink {
public:
    // 0: any that is free on all of them.
    explicit LoopbackSink(const QStringList &addresses, quint16 port = 0)
        : m_port(port)
    {
        for (const QString &address : addresses) {
            const QHostAddress host(address);
            auto server = std::make_unique<QTcpServer>();
            auto socket = std::make_unique<QUdpSocket>();
            m_isListening = m_isListening && server->listen(host, m_port);
            m_port = server->serverPort();
            m_isListening = m_isListening && socket->bind(host, m_port);
            m_servers.push_back(std::move(server));
            m_sockets.push_back(std::move(socket));
        }
    }

    bool isListening() const { return m_isListening; }
    quint16 port() const { return m_port; }

    // Connections and datagrams that came.
    int contacts()
    {
        for (const auto &server : m_servers) {
            while (server->hasPendingConnections() || server->waitForNewConnection(0)) {
                delete server->nextPendingConnection();
                ++m_contacts;
            }
        }
        for (const auto &socket : m_sockets) {
            while (socket->hasPendingDatagrams()) {
                socket->readDatagram(nullptr, 0);
                ++m_contacts;
            }
        }
        return m_contacts;
    }

private:
    bool m_isListening = true;
    quint16 m_port = 0;
    int m_contacts = 0;
    std::vector<std::unique_ptr<QTcpServer>> m_servers;
    std::vector<std::unique_ptr<QUdpSocket>> m_sockets;
};

} // namespace pulse::test
