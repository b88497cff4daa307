// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Accepts connections up to a bound and puts an HttpConnection beside each before anybody reads from it. TLS
// belongs here, too: a QSslSocket made in incomingConnection and handed on at `encrypted`, never QSslServer.
//
// Thread safety: none; lives on the HTTP thread.
#pragma once

#include "api/http_connection.h"

#include <QHash>
#include <QHostAddress>
#include <QTcpServer>
#include <memory>

namespace pulse::api {

class GuardServer final : public QTcpServer {
    Q_OBJECT

public:
    GuardServer(const DoorLimits &limits, const Clock &clock, QObject *parser);

    int connections() const;
    void endAll(); // those that are served, too

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    struct Counts {
        int total = 0;
        QHash<QHostAddress, int> byAddress;
        QSet<QTcpSocket *> sockets;
    };
    bool isFull(const QHostAddress &peer) const;

    const DoorLimits &m_limits;
    const Clock &m_clock;
    QObject *m_parser;
    std::shared_ptr<Counts> m_counts = std::make_shared<Counts>(); // outlived by sockets at the very end
};

} // namespace pulse::api
