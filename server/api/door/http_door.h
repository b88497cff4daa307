// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The HTTP door: listens, guards, authenticates, hands requests to database workers and sockets to the hub.
//
// Thread safety: lives on the thread that starts it (main), which must run an event loop.
// Requires: its parts and the hub outlive it; the workers stop after it; the sessions hear of nothing before
// it is made.
#pragma once

#include "api/door/live_door.h"
#include "base/service.h"

#include <QTimer>

namespace pulse::api {

class HttpDoor final : public Service, private EdgeSink {
public:
    HttpDoor(HttpDoorConfig config, Handlers handlers, DoorParts parts, live::Hub &hub);
    ~HttpDoor() override;

    Result<> start() override;
    void stop() override; // takes nothing new, answers what is under way for a moment, then closes

    quint16 port() const { return m_port; }
    int connections() const;
    ConnectionCounts connectionCounts() const;
    qint64 unsentBytes() const;
    qint64 unreadBytes() const; // of bodies that are not whole yet
    quint64 requestsLimited() const { return m_flow.limited(); }
    qsizetype requestsUnderWay() const { return m_flow.underWay(); }
    const RequestFlow::Answered &answered() const { return m_flow.answered(); }

private:
    void endRevoked();
    void endUnheard();
    void take(IncomingRequest request) override;
    std::optional<Reply> judgeUpgrade(const RequestHead &head, const QString &peer) override;
    void opened(std::unique_ptr<QWebSocket> socket, const RequestHead &head, LiveGuard &guard) override;

    const HttpDoorConfig m_config;
    RequestFlow m_flow;
    LiveDoor m_live;
    std::unique_ptr<HttpEdge> m_edge;
    const Clock &m_clock;
    auth::SessionRegister &m_sessions;
    live::Mailbox m_mailbox;
    QTimer m_hearing;
    quint16 m_port = 0;
};

} // namespace pulse::api
