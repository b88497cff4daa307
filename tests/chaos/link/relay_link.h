// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One connection through a relay: a client's socket, a server's, and the tap between them. Deletes itself
// when both have ended.
//
// Thread safety: the relay's thread.
#pragma once

#include "chaos/link/relay.h"

#include <QLocalSocket>
#include <QTcpSocket>

namespace pulse::chaos {

class RelayLink final : public QObject {
    Q_OBJECT

public:
    RelayLink(QTcpSocket *client, const RelayTarget &target, std::unique_ptr<RelayTap> tap, QObject *parent);
    ~RelayLink() override;

    void cut();

private:
    template <class Socket> void watchServer(Socket *server);
    QIODevice &server() const;
    bool isServerConnected() const;
    void carryToServer();
    void carryToClient();
    void obey(Verdict verdict, const QByteArray &bytes, QIODevice &to);
    void clientEnded();
    void serverEnded();
    void leaveGhost();
    void resetClient();
    void end();

    QTcpSocket *m_client;
    QTcpSocket *m_tcpServer = nullptr; // one of these two
    QLocalSocket *m_localServer = nullptr;
    std::unique_ptr<RelayTap> m_tap;
    bool m_hasEnded = false;
};

} // namespace pulse::chaos
