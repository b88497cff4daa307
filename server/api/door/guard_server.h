// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Accepts connections up to a bound; an HttpConnection serves each. At the bound, of an address or of all,
// whoever has waited longest without asking anything makes room. TLS belongs here, too: a QSslSocket made in
// incomingConnection and handed on at `encrypted`, never QSslServer.
//
// Thread safety: none; lives on the HTTP thread.
#pragma once

#include "api/door/http_connection.h"

#include <QElapsedTimer>
#include <QHash>
#include <QHostAddress>
#include <QSet>
#include <QTcpServer>
#include <QTimer>
#include <memory>

namespace pulse::api {

struct ConnectionCounts {
    quint64 refused = 0; // at a bound, and all of those had a request under way
    quint64 evicted = 0; // ended to make room
    quint64 pauses = 0; // of accepting, because descriptors ran out
};

class GuardServer final : public QTcpServer {
    Q_OBJECT

public:
    GuardServer(const DoorLimits &limits, const Clock &clock, RequestSink &sink);

    int connections() const { return m_open->total; }
    const ConnectionCounts &counts() const { return m_counts; }
    qint64 unsentBytes() const { return m_unsent->total(); }
    qint64 unreadBytes() const { return m_unread->total(); }
    std::shared_ptr<KeptBytes> unsent() const { return m_unsent; }
    HttpConnection *connectionOf(const QHostAddress &peer, quint16 port) const; // null: there is none
    void endAll(); // those that are served, too

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    struct Open {
        int total = 0;
        QHash<QHostAddress, QSet<HttpConnection *>> byAddress;
    };
    bool makeRoom(const QHostAddress &peer);
    bool evictFrom(const QHostAddress &peer);
    QHostAddress mostConnected() const;
    void hold(std::unique_ptr<QTcpSocket> socket, const QHostAddress &peer);
    void pause(const QString &why);
    void resume();

    const DoorLimits &m_limits;
    const Clock &m_clock;
    RequestSink &m_sink;
    std::shared_ptr<KeptBytes> m_unsent;
    std::shared_ptr<KeptBytes> m_unread;
    std::shared_ptr<Open> m_open = std::make_shared<Open>(); // outlived by sockets at the very end
    ConnectionCounts m_counts;
    QTimer m_resume;
    QElapsedTimer m_lastWarning;
};

} // namespace pulse::api
