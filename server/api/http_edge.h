// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The one file that knows QAbstractHttpServer, in Qt 6.4's signatures. (6.8 hands over a QHttpServerResponder
// instead of the socket and has verifiers for upgrades; that is the whole difference, and it would be met
// here.)
//
// Thread safety: none; lives on the HTTP thread.
#pragma once

#include "api/guard_server.h"

#include <QAbstractHttpServer>
#include <QPointer>
#include <QWebSocket>
#include <functional>
#include <memory>

namespace pulse::api {

// A whole request, vetted, and where its answer goes.
struct IncomingRequest {
    RequestHead head;
    QByteArray body;
    QString peer;
    QPointer<HttpConnection> connection;
    RequestNumber number = 0;

    void answer(const Reply &reply) const
    {
        if (connection)
            connection->answer(number, reply);
    }
};

// What the edge calls.
class EdgeSink {
public:
    virtual ~EdgeSink() = default;
    virtual void take(IncomingRequest request) = 0;
    // nullopt: the upgrade is granted.
    virtual std::optional<Reply> judgeUpgrade(const RequestHead &head, const QString &peer) = 0;
    virtual void opened(std::unique_ptr<QWebSocket> socket) = 0;
};

class HttpEdge final : public QAbstractHttpServer {
    Q_OBJECT

public:
    HttpEdge(const DoorLimits &limits, const Clock &clock, EdgeSink &sink);

    Result<quint16> listen(const QHostAddress &address, quint16 port);
    GuardServer *server() { return m_server; }
    void closeListener(); // takes no new connections

protected:
    bool handleRequest(const QHttpServerRequest &request, QTcpSocket *socket) override;
    void missingHandler(const QHttpServerRequest &request, QTcpSocket *socket) override;

private:
    const DoorLimits &m_limits;
    const Clock &m_clock;
    EdgeSink &m_sink;
    GuardServer *m_server = nullptr; // ours by QObject parentage
};

} // namespace pulse::api
