// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Lets live sockets in: judged before the 101, judged again once open (an upgrade might have come another
// way), tenant looked up on a worker, then handed to the hub.
//
// Thread safety: none; lives on the HTTP thread.
#pragma once

#include "api/door/request_flow.h"
#include "api/live/live_socket.h"

namespace pulse::api {

class LiveDoor {
public:
    LiveDoor(const HttpDoorConfig &config, DoorParts parts, RequestFlow &flow, live::Hub &hub);

    std::optional<Reply> judge(const RequestHead &head, const QString &peer);
    void opened(std::unique_ptr<QWebSocket> socket, const RequestHead &head, LiveGuard &guard);
    void closeAll(const QString &why); // to come back later
    void endRevoked(); // of sessions that have ended
    qsizetype sockets() const { return m_open.size(); }

private:
    void begin(quint64 number, const Result<model::Principal> &principal);
    void hold(LiveSocket *socket, const auth::Claims &claims);
    std::optional<Reply> judgeRoom(const auth::Claims &claims) const;

    const HttpDoorConfig &m_config;
    DoorParts m_parts;
    RequestFlow &m_flow;
    live::Hub &m_hub;
    struct Open {
        LiveSocket *socket = nullptr; // owned by m_sockets
        auth::Claims claims;
    };
    QHash<quint64, Open> m_open;
    QHash<Participant, int> m_byTenant;
    QHash<QByteArray, int> m_byUser;
    quint64 m_lastNumber = 0;
    QObject m_sockets; // parent of all of them
    live::Mailbox m_mailbox;
};

} // namespace pulse::api
