// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A link between a client and a server on loopback that a test can cut or leave hanging.
//
// Thread safety: one thread, with an event loop.
#pragma once

#include <QHash>
#include <QTcpServer>
#include <QTcpSocket>

namespace pulse::test {

class TcpRelay final : public QObject {
    Q_OBJECT

public:
    explicit TcpRelay(quint16 serverPort);
    ~TcpRelay() override;

    quint16 port() const { return m_server.serverPort(); }
    int accepted() const { return m_accepted; } // connections so far

    void cut(); // resets every connection; new ones are welcome
    void setHanging(bool isHanging); // bytes are held back both ways, nobody is told

private:
    void accept();
    void carry(QTcpSocket *from);

    quint16 m_serverPort;
    QTcpServer m_server;
    QHash<QTcpSocket *, QTcpSocket *> m_other; // both directions
    int m_accepted = 0;
    bool m_isHanging = false;
};

} // namespace pulse::test
