// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/live_door.h"

#include "base/logging.h"
#include "wire/caller_text.h"

#include <QNetworkRequest>

Q_LOGGING_CATEGORY(lcApiLive, "pulse.api")

namespace pulse::api {

using namespace Qt::StringLiterals;

namespace {

// What the open socket says it asked for, as the head it came with.
RequestHead headOf(const QWebSocket &socket)
{
    RequestHead head;
    head.method = "GET";
    head.isWebSocketUpgrade = true;
    const QUrl url = socket.requestUrl();
    head.path = url.path(QUrl::FullyEncoded).toLatin1();
    head.query = url.query(QUrl::FullyEncoded).toLatin1();
    const QNetworkRequest request = socket.request();
    for (const QByteArray &name : request.rawHeaderList())
        head.headers.insert(name.toLower(), request.rawHeader(name));
    return head;
}

} // namespace

LiveDoor::LiveDoor(const HttpDoorConfig &config, DoorParts parts, RequestFlow &flow, live::Hub &hub)
    : m_config(config)
    , m_parts(parts)
    , m_flow(flow)
    , m_hub(hub)
{
}

std::optional<Reply> LiveDoor::judgeRoom(const QString &tenantId) const
{
    if (m_open.size() < m_config.liveSockets && m_byTenant.value(tenantId) < m_config.liveSocketsPerTenant)
        return std::nullopt;
    return problemReply(503, u"too_many_sockets"_s, u"Too many live sockets are open."_s);
}

std::optional<Reply> LiveDoor::judge(const RequestHead &head, const QString &peer)
{
    const auto claims = m_flow.judgeUpgrade(head, peer);
    if (!claims)
        return claims.error();
    return judgeRoom(claims->tenantId);
}

void LiveDoor::opened(std::unique_ptr<QWebSocket> webSocket)
{
    // Not judgeUpgrade(): that would count the request against the tenant's limit a second time.
    const RequestHead head = headOf(*webSocket);
    const auto claims = m_parts.verifier.verify(tokenOf(head, m_config.corsOrigins));
    if (head.path != wire::pathOf(wire::EndpointId::Live) || !claims) {
        qCWarning(lcApiLive).noquote() << "socket without a right to be open" << kv("path", head.path);
        webSocket->close(static_cast<QWebSocketProtocol::CloseCode>(live::kCloseForbidden));
        webSocket.release()->deleteLater();
        return;
    }
    auto *socket = new LiveSocket(std::move(webSocket), m_hub, m_config.pingInterval, &m_sockets);
    const quint64 number = ++m_lastNumber;
    m_open.insert(number, {socket, claims->tenantId});
    ++m_byTenant[claims->tenantId];
    QObject::connect(socket, &LiveSocket::ended, &m_sockets, [this, number] {
        const QString tenant = m_open.take(number).tenantId;
        if (--m_byTenant[tenant] == 0)
            m_byTenant.remove(tenant);
    });
    const auto back = m_mailbox.address();
    const auto job = [this, back, number, claims = *claims,
                      &verifier = m_parts.verifier](store::Connection &connection) {
        back.post(
            [this, number, principal = verifier.resolve(claims, connection)] { begin(number, principal); });
    };
    if (!m_parts.workers.submit(job))
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

void LiveDoor::closeAll()
{
    for (const Open &open : QHash(m_open))
        open.socket->close(live::kCloseTryAgainLater, u"the server is stopping"_s);
}

} // namespace pulse::api
