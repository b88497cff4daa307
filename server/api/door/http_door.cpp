// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/door/http_door.h"

#include "base/logging.h"

#include <QDeadlineTimer>
#include <QEventLoop>
#include <QTimer>

Q_LOGGING_CATEGORY(lcApiDoor, "pulse.api")

namespace pulse::api {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto kStopGrace = 2s; // for answers under way and close frames
constexpr auto kLookInterval = 1s; // whether the sessions are current

} // namespace

HttpDoor::HttpDoor(HttpDoorConfig config, Handlers handlers, DoorParts parts, live::Hub &hub)
    : m_config(std::move(config))
    , m_flow(m_config, parts, std::move(handlers))
    , m_live(m_config, parts, m_flow, hub)
    , m_clock(parts.verifier.clock())
    , m_sessions(parts.sessions)
{
    m_sessions.setListener([this, here = m_mailbox.address()] {
        here.post([this] { endRevoked(); }); // the mailbox is ours: it does not deliver once we are gone
    });
    QObject::connect(&m_hearing, &QTimer::timeout, &m_hearing, [this] { endUnheard(); });
}

HttpDoor::~HttpDoor() { stop(); }

Result<> HttpDoor::start()
{
    m_edge = std::make_unique<HttpEdge>(m_config.limits, m_clock, static_cast<EdgeSink &>(*this));
    auto port = m_edge->listen(m_config.address, m_config.port);
    if (!port) {
        m_edge.reset();
        return tl::unexpected(std::move(port).error());
    }
    m_port = *port;
    m_flow.bound(m_edge->server()->unsent());
    m_hearing.start(kLookInterval);
    qCInfo(lcApiDoor).noquote() << "listening" << kv("address", m_config.address.toString())
                                << kv("port", m_port);
    return {};
}

void HttpDoor::endRevoked()
{
    m_flow.endRevoked();
    m_live.endRevoked();
}

// Sockets and streams ask nothing more by themselves, so nobody could say that their sessions have ended.
void HttpDoor::endUnheard()
{
    if (m_sessions.isCurrent())
        return;
    if (m_live.sockets() > 0)
        qCWarning(lcApiDoor) << "the change feed is silent: live sockets are closed, and nothing is changed";
    m_live.closeAll(u"the server does not hear of changes at present"_s);
    m_flow.cutStreams();
}

void HttpDoor::stop()
{
    if (!m_edge)
        return;
    m_hearing.stop();
    m_edge->closeListener();
    m_live.closeAll(u"the server is stopping"_s);
    m_flow.cutStreams();
    QEventLoop loop;
    QTimer poll;
    const QDeadlineTimer deadline(kStopGrace);
    QObject::connect(&poll, &QTimer::timeout, &loop, [this, &loop, deadline] {
        if (deadline.hasExpired() || (m_flow.underWay() == 0 && m_live.sockets() == 0))
            loop.quit();
    });
    poll.start(5ms);
    loop.exec();
    m_edge->server()->endAll();
    m_edge.reset();
    qCInfo(lcApiDoor) << "closed";
}

int HttpDoor::connections() const { return m_edge ? m_edge->server()->connections() : 0; }

ConnectionCounts HttpDoor::connectionCounts() const
{
    return m_edge ? m_edge->server()->counts() : ConnectionCounts{};
}

qint64 HttpDoor::unsentBytes() const { return m_edge ? m_edge->server()->unsentBytes() : 0; }

qint64 HttpDoor::unreadBytes() const { return m_edge ? m_edge->server()->unreadBytes() : 0; }

void HttpDoor::take(IncomingRequest request) { m_flow.take(request); }

std::optional<Reply> HttpDoor::judgeUpgrade(const RequestHead &head, const QString &peer)
{
    return m_live.judge(head, peer);
}

void HttpDoor::opened(std::unique_ptr<QWebSocket> socket, const RequestHead &head, LiveGuard &guard)
{
    m_live.opened(std::move(socket), head, guard);
}

} // namespace pulse::api
