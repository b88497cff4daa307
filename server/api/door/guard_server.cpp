// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/door/guard_server.h"

#include "base/logging.h"

#include <QTcpSocket>
#include <algorithm>

Q_LOGGING_CATEGORY(lcApiGuard, "pulse.api")

namespace pulse::api {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto kPause = 100ms; // of accepting
constexpr qintptr kSpareDescriptors = 8; // for what others open while we take connections
constexpr qint64 kWarnEvery = 1'000; // ms: whoever floods us with connections must not flood the log

} // namespace

GuardServer::GuardServer(const DoorLimits &limits, const Clock &clock, RequestSink &sink)
    : m_limits(limits)
    , m_clock(clock)
    , m_sink(sink)
    , m_unsent(std::make_shared<KeptBytes>(limits.unsent))
    , m_unread(std::make_shared<KeptBytes>(limits.unread))
{
    m_resume.setSingleShot(true);
    connect(&m_resume, &QTimer::timeout, this, &GuardServer::resume);
    connect(this, &QTcpServer::acceptError, this, [this] { pause(errorString()); });
}

void GuardServer::endAll()
{
    const auto byAddress = m_open->byAddress;
    for (const auto &connections : byAddress) {
        for (HttpConnection *connection : connections)
            connection->abort();
    }
}

HttpConnection *GuardServer::connectionOf(const QHostAddress &peer, quint16 port) const
{
    const auto connections = m_open->byAddress.value(peer);
    const auto found =
        std::find_if(connections.begin(), connections.end(),
                     [port](const HttpConnection *connection) { return connection->peerPort() == port; });
    return found == connections.end() ? nullptr : *found;
}

// Without a descriptor to spare accept() fails, and the listening socket stays readable: without a pause the
// event loop would do nothing else. Whoever waits in the kernel meanwhile is taken afterwards.
void GuardServer::pause(const QString &why)
{
    pauseAccepting();
    m_resume.start(kPause);
    if (m_counts.pauses++ == 0 || m_lastWarning.hasExpired(kWarnEvery)) {
        m_lastWarning.start();
        qCWarning(lcApiGuard).noquote()
            << "accepting paused" << kv("connections", m_open->total) << kv("pauses", m_counts.pauses) << why;
    }
}

void GuardServer::resume()
{
    if (isListening())
        resumeAccepting();
}

QHostAddress GuardServer::mostConnected() const
{
    const auto &byAddress = m_open->byAddress;
    const auto most = std::max_element(byAddress.begin(), byAddress.end(),
                                       [](const auto &a, const auto &b) { return a.size() < b.size(); });
    return most == byAddress.end() ? QHostAddress() : most.key();
}

// Of those that have nothing under way, the one that has been so for longest.
bool GuardServer::evictFrom(const QHostAddress &peer)
{
    HttpConnection *longest = nullptr;
    for (HttpConnection *connection : m_open->byAddress.value(peer)) {
        if (connection->isIdle() && (!longest || connection->idleSince() < longest->idleSince()))
            longest = connection;
    }
    if (!longest)
        return false;
    ++m_counts.evicted;
    longest->abort();
    return true;
}

bool GuardServer::makeRoom(const QHostAddress &peer)
{
    const auto ofPeer = m_open->byAddress.constFind(peer);
    const qsizetype theirs = ofPeer == m_open->byAddress.constEnd() ? 0 : ofPeer->size();
    const bool isLimited = m_limits.connectionsPerAddress > 0 && !m_limits.sharedAddresses.contains(peer);
    if (isLimited && theirs >= m_limits.connectionsPerAddress)
        return evictFrom(peer);
    return m_open->total < m_limits.connections || evictFrom(mostConnected());
}

void GuardServer::incomingConnection(qintptr descriptor)
{
    auto socket = std::make_unique<QTcpSocket>(this);
    if (!socket->setSocketDescriptor(descriptor))
        return;
    if (m_limits.descriptors > 0 && descriptor + kSpareDescriptors >= m_limits.descriptors)
        pause(u"descriptors run out"_s);
    const QHostAddress peer = socket->peerAddress();
    if (makeRoom(peer))
        return hold(std::move(socket), peer);
    if (m_counts.refused++ == 0 || m_lastWarning.hasExpired(kWarnEvery)) {
        m_lastWarning.start();
        qCWarning(lcApiGuard).noquote() << "connection refused: too many" << kv("peer", peer.toString())
                                        << kv("refused", m_counts.refused);
    }
    socket->abort();
}

void GuardServer::hold(std::unique_ptr<QTcpSocket> socket, const QHostAddress &peer)
{
    // Its parent is the socket, whose parent is this server.
    auto *connection = new HttpConnection(socket.release(), {m_limits, m_clock, m_sink, m_unsent, m_unread});
    ++m_open->total;
    m_open->byAddress[peer].insert(connection);
    connection->whenGone([open = m_open, peer, connection] {
        --open->total;
        auto &theirs = open->byAddress[peer];
        theirs.remove(connection);
        if (theirs.isEmpty())
            open->byAddress.remove(peer);
    });
}

} // namespace pulse::api
