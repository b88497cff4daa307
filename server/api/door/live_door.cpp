// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/door/live_door.h"

#include "base/logging.h"
#include "wire/core/caller_text.h"

Q_LOGGING_CATEGORY(lcApiLive, "pulse.api")

namespace pulse::api {

using namespace Qt::StringLiterals;

namespace {

QByteArray userOf(const auth::Claims &claims)
{
    return RequestFlow::participantOf(claims) + '\0' + claims.subject.toUtf8();
}

void countDown(QHash<QByteArray, int> &counts, const QByteArray &name)
{
    if (--counts[name] == 0)
        counts.remove(name);
}

} // namespace

LiveDoor::LiveDoor(const HttpDoorConfig &config, DoorParts parts, RequestFlow &flow, live::Hub &hub)
    : m_config(config)
    , m_parts(parts)
    , m_flow(flow)
    , m_hub(hub)
{
}

std::optional<Reply> LiveDoor::judgeRoom(const auth::Claims &claims) const
{
    const LiveLimits &limits = m_config.limits.live;
    if (m_open.size() >= limits.sockets)
        return problemReply(503, u"too_many_sockets"_s, u"Too many live sockets are open."_s);
    if (m_byTenant.value(RequestFlow::participantOf(claims)) >= limits.perTenant)
        return problemReply(429, u"too_many_sockets"_s, u"Your tenant has too many live sockets open."_s);
    if (m_byUser.value(userOf(claims)) >= limits.perUser)
        return problemReply(429, u"too_many_sockets"_s, u"You have too many live sockets open."_s);
    return std::nullopt;
}

std::optional<Reply> LiveDoor::judge(const RequestHead &head, const QString &peer)
{
    const auto claims = m_flow.judgeUpgrade(head, peer);
    if (!claims)
        return claims.error();
    return judgeRoom(*claims);
}

void LiveDoor::opened(std::unique_ptr<QWebSocket> webSocket, const RequestHead &head, LiveGuard &guard)
{
    // Not judgeUpgrade(): that would count the request against the tenant's limit a second time.
    const auto claims =
        m_parts.verifier.verify(tokenOf(head, wire::endpoint(wire::EndpointId::Live), m_config.corsOrigins));
    if (!claims) {
        qCWarning(lcApiLive).noquote() << "socket without a right to be open" << kv("path", head.path);
        webSocket->close(static_cast<QWebSocketProtocol::CloseCode>(live::kCloseForbidden));
        webSocket.release()->deleteLater();
        return;
    }
    const bool hasRoom = !judgeRoom(*claims); // others may have come in since it was judged
    guard.begin(RequestFlow::participantOf(*claims));
    auto *socket = new LiveSocket(std::move(webSocket), &guard, m_hub, &m_sockets);
    socket->keepAlive(m_config.limits.live.pingInterval);
    hold(socket, *claims);
    if (!hasRoom)
        socket->close(live::kCloseTryAgainLater, u"too many live sockets are open"_s);
    endRevoked(); // it may have ended since it was judged
}

void LiveDoor::hold(LiveSocket *socket, const auth::Claims &claims)
{
    const quint64 number = ++m_lastNumber;
    const Participant tenant = RequestFlow::participantOf(claims);
    m_open.insert(number, {socket, claims});
    ++m_byTenant[tenant];
    ++m_byUser[userOf(claims)];
    const auto back = m_mailbox.address();
    const auto job = [this, back, number, claims,
                      &verifier = m_parts.verifier](store::Connection &connection) {
        back.post(
            [this, number, principal = verifier.resolve(claims, connection)] { begin(number, principal); });
    };
    const auto work = m_parts.workers.submit(tenant, job);
    QObject::connect(socket, &LiveSocket::ended, &m_sockets,
                     [this, number, tenant, user = userOf(claims), work] {
                         m_open.remove(number);
                         countDown(m_byTenant, tenant);
                         countDown(m_byUser, user);
                         if (work)
                             m_parts.workers.abandon(*work);
                     });
    if (!work)
        socket->close(live::kCloseTryAgainLater, u"the server is busy"_s);
}

void LiveDoor::begin(quint64 number, const Result<model::Principal> &principal)
{
    LiveSocket *socket = m_open.value(number).socket;
    if (!socket)
        return; // gone already
    if (!principal) {
        const bool isForbidden = principal.error().kind == ErrorKind::Forbidden;
        socket->close(isForbidden ? live::kCloseForbidden : live::kCloseTryAgainLater,
                      wire::textForCaller(principal.error()));
        return;
    }
    const auto left = principal->expiresAt - m_parts.verifier.clock().now();
    socket->begin(*principal, std::chrono::ceil<std::chrono::milliseconds>(left));
}

void LiveDoor::closeAll(const QString &why)
{
    for (const Open &open : QHash(m_open))
        open.socket->close(live::kCloseTryAgainLater, why);
}

void LiveDoor::endRevoked()
{
    for (const Open &open : QHash(m_open)) {
        if (!m_parts.sessions.check(open.claims))
            open.socket->close(live::kCloseSessionEnded, u"the session has ended"_s);
    }
}

} // namespace pulse::api
