// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/door/http_connection.h"

#include "api/http/route_table.h"
#include "base/logging.h"

#include <QTcpSocket>
#include <algorithm>

Q_LOGGING_CATEGORY(lcApiConnection, "pulse.api")

namespace pulse::api {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kMostDiscarded = 4 * 1024 * 1024; // bytes read for politeness after a refusal

bool hasBareLineFeed(QByteArrayView bytes, qsizetype from)
{
    for (qsizetype at = bytes.indexOf('\n', from); at >= 0; at = bytes.indexOf('\n', at + 1)) {
        if (at == 0 || bytes[at - 1] != '\r')
            return true;
    }
    return false;
}

} // namespace

HttpConnection::HttpConnection(QTcpSocket *socket, const ConnectionShared &shared)
    : QObject(socket)
    , m_socket(socket)
    , m_shared(shared)
    , m_limits(shared.limits)
    , m_unsent(shared.unsent)
    , m_unread(shared.unread)
    , m_peer(socket->peerAddress().toString())
    , m_peerPort(socket->peerPort())
{
    m_unread.belongTo(m_peer.toLatin1());
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &HttpConnection::onTimeout);
    connect(socket, &QTcpSocket::readyRead, this, &HttpConnection::onReadyRead);
    connect(socket, &QTcpSocket::bytesWritten, this, &HttpConnection::onBytesWritten);
    m_ending = connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
    socket->setReadBufferSize(2 * m_limits.headBytes);
    socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    m_timer.start(m_limits.headTimeout);
}

HttpConnection::~HttpConnection() { m_onGone(); }

void IncomingRequest::answer(const Reply &reply) const
{
    if (!connection)
        return;
    connection->belongTo(participant);
    connection->answer(number, reply);
}

void HttpConnection::onReadyRead()
{
    while (m_socket->bytesAvailable() > 0) {
        if (m_state == State::Last && !m_pending.empty() && m_pending.back().isUpgrade)
            return; // what follows is the WebSocket's
        if (m_state == State::Last)
            beginClosing();
        if (m_state == State::Closing)
            return discard();
        const bool hasMore = (m_state == State::Head && readHead()) || (m_state == State::Body && readBody());
        if (!hasMore)
            return;
    }
}

// False: more of it must come.
bool HttpConnection::readHead()
{
    if (m_headBytes.isEmpty()) {
        char next = 0; // empty lines before a request are passed over (RFC 9112, 2.2)
        while (m_socket->peek(&next, 1) == 1 && (next == '\r' || next == '\n'))
            m_socket->skip(1);
        if (m_socket->bytesAvailable() == 0)
            return false;
        m_socket->startTransaction();
        if (m_lastNumber > 0)
            m_timer.start(m_limits.headTimeout);
    }
    const qsizetype before = m_headBytes.size();
    m_headBytes += m_socket->read(m_limits.headBytes + 1 - before);
    const qsizetype end = m_headBytes.indexOf("\r\n\r\n", std::max<qsizetype>(0, before - 3));
    if (hasBareLineFeed(QByteArrayView(m_headBytes).first(end < 0 ? m_headBytes.size() : end), before)) {
        refuse({400, u"bad_request"_s, u"Lines end in CR LF."_s});
        return false;
    }
    if (end < 0) {
        if (m_headBytes.size() > m_limits.headBytes)
            refuse({431, u"headers_too_large"_s, u"The request's head is too large."_s});
        return false;
    }
    m_headBytes.truncate(end + 4);
    headRead();
    return true;
}

void HttpConnection::headRead()
{
    m_socket->rollbackTransaction();
    auto head = readRequestHead(m_headBytes);
    if (!head)
        return refuse(head.error());
    m_head = *std::move(head);
    if (static_cast<int>(m_pending.size()) >= m_limits.pipelined)
        return refuse({503, u"too_many_requests"_s, u"Too many requests at once on one connection."_s});
    if (m_head.isWebSocketUpgrade)
        return requestRead();
    if (m_head.contentLength > mostBodyBytes())
        return refuse(tooLarge(mostBodyBytes()));
    m_socket->skip(m_headBytes.size());
    m_body = RequestBody(m_head, mostBodyBytes());
    if (m_body.isWhole())
        return requestRead();
    m_state = State::Body;
    const qint64 expected = m_head.isChunked ? mostBodyBytes() : m_head.contentLength;
    const qint64 seconds = expected / std::max<qint64>(1, m_limits.leastBytesPerSecond);
    m_timer.start(m_limits.idleTimeout + std::chrono::seconds{seconds});
    if (m_head.expectsContinue && m_pending.empty())
        m_socket->write("HTTP/1.1 100 Continue\r\n\r\n");
}

qint64 HttpConnection::mostBodyBytes() const
{
    if (m_head.contentLength == 0 && !m_head.isChunked)
        return 0;
    const auto match = RouteTable::ours().match(m_head.method, m_head.path);
    const bool isSmall = match && match->endpoint && match->endpoint->body.isSmall;
    return isSmall ? m_limits.smallBodyBytes : m_limits.bodyBytes;
}

bool HttpConnection::readBody()
{
    const QByteArray seen = m_socket->peek(2 * m_limits.headBytes);
    const auto taken = m_body.take(seen);
    if (!taken) {
        refuse(taken.error());
        return false;
    }
    m_socket->skip(*taken);
    if (m_body.isWhole()) {
        requestRead();
        return true;
    }
    m_unread.set(0); // all of it is asked for, or a body in small pieces would always be small
    if (!m_shared.unread->hasRoom(m_unread.participant(), m_body.kept())) {
        refuse({503, u"too_many_bodies"_s, u"Too many bodies arrive at once; try again."_s});
        return false;
    }
    m_unread.set(m_body.kept());
    return true;
}

// A request is whole: it is the sink's, and the next one may follow.
void HttpConnection::requestRead()
{
    m_timer.stop();
    m_unread.set(0);
    m_headBytes.clear();
    m_lastProgress = std::chrono::steady_clock::now();
    const bool isLast = !m_head.isKeptAlive || m_head.isWebSocketUpgrade;
    m_state = isLast ? State::Last : State::Head;
    Pending &pending = m_pending.emplace_back();
    pending.number = ++m_lastNumber;
    pending.form = {m_head.method == "HEAD", isLast, m_head.takesChunks};
    pending.isUpgrade = m_head.isWebSocketUpgrade;
    if (pending.isUpgrade)
        flush();
    else
        m_shared.sink.take({m_head, m_body.release(), m_peer, this, m_lastNumber});
}

void HttpConnection::answer(RequestNumber number, const Reply &reply)
{
    Pending *found = pending(number);
    if (!found || found->bytes || m_state == State::Released)
        return;
    if (reply.stream && !found->form.takesChunks)
        found->form.isLast = true;
    found->bytes = replyBytes(reply, found->form, m_shared.clock.now());
    found->isWhole = !reply.stream;
    flush();
}

HttpConnection::Pending *HttpConnection::pending(RequestNumber number)
{
    const auto found = std::find_if(m_pending.begin(), m_pending.end(),
                                    [number](const Pending &pending) { return pending.number == number; });
    return found == m_pending.end() ? nullptr : &*found;
}

void HttpConnection::append(RequestNumber number, const QByteArray &portion)
{
    Pending *found = pending(number);
    if (!found || !found->bytes || found->isWhole)
        return;
    *found->bytes += chunkBytes(portion, found->form);
    flush();
}

void HttpConnection::finish(RequestNumber number)
{
    Pending *found = pending(number);
    if (!found || !found->bytes || found->isWhole)
        return;
    *found->bytes += lastChunkBytes(found->form);
    found->isWhole = true;
    flush();
}

void HttpConnection::abort() { m_socket->abort(); }

qint64 HttpConnection::unsentBytes(RequestNumber number) const
{
    qint64 bytes = m_socket->bytesToWrite();
    for (const Pending &pending : m_pending) {
        if (pending.number <= number && pending.bytes)
            bytes += pending.bytes->size();
    }
    return bytes;
}

bool HttpConnection::isBetweenRequests() const
{
    return m_state == State::Last || (m_state == State::Head && m_headBytes.isEmpty());
}

bool HttpConnection::isIdle() const
{
    return m_state != State::Released && m_pending.empty()
        && m_socket->state() == QAbstractSocket::ConnectedState;
}

void HttpConnection::countUnsent()
{
    if (m_state == State::Released)
        return;
    qint64 bytes = m_socket->bytesToWrite();
    for (const Pending &pending : m_pending)
        bytes += pending.bytes ? pending.bytes->size() : 0;
    m_unsent.set(bytes);
}

void HttpConnection::flush()
{
    sendDue();
    countUnsent();
}

// Sends the answers whose turn it is.
void HttpConnection::sendDue()
{
    while (!m_pending.empty() && (m_pending.front().bytes || m_pending.front().isUpgrade)) {
        if (!m_pending.front().bytes) {
            if (std::exchange(m_pending.front().isUpgrade, false))
                m_shared.sink.takeUpgrade({m_head, {}, m_peer, this, m_pending.front().number});
            return; // which answered by way of here
        }
        if (isStreaming()) {
            m_socket->write(*std::exchange(m_pending.front().bytes, QByteArray()));
            if (isBetweenRequests())
                m_timer.start(m_limits.idleTimeout); // to be read
            return;
        }
        const Pending pending = std::move(m_pending.front());
        m_pending.pop_front();
        m_socket->write(*pending.bytes);
        if (pending.form.isLast) {
            m_pending.clear();
            beginClosing();
            m_socket->disconnectFromHost(); // after the bytes are written
            return;
        }
    }
    if (m_pending.empty() && isBetweenRequests())
        m_timer.start(m_limits.idleTimeout);
}

// Answers what is refused after the answers before it, and takes nothing more.
void HttpConnection::refuse(const HeadRefusal &refusal)
{
    qCInfo(lcApiConnection).noquote() << "request refused" << kv("status", refusal.status)
                                      << kv("code", refusal.code) << kv("peer", m_peer);
    Pending &last = m_pending.emplace_back();
    last.number = ++m_lastNumber;
    last.form.isLast = true;
    last.bytes = replyBytes(problemReply(refusal.status, refusal.code, refusal.detail), last.form,
                            m_shared.clock.now());
    // Not disconnectFromHost() yet: closing with unread bytes resets the connection and takes the answer with
    // it.
    while (!m_pending.empty() && m_pending.front().bytes && !isStreaming()) {
        m_socket->write(*m_pending.front().bytes);
        m_pending.pop_front();
    }
    beginClosing();
}

void HttpConnection::beginClosing()
{
    if (m_state == State::Closing)
        return;
    m_state = State::Closing;
    m_headBytes.clear();
    m_unread.set(0);
    m_body = {};
    m_socket->setReadBufferSize(2 * m_limits.headBytes);
    if (m_socket->isTransactionStarted())
        m_socket->commitTransaction();
    m_timer.start(m_pending.empty() ? m_limits.lingerTimeout : m_limits.idleTimeout);
    discard();
}

void HttpConnection::discard()
{
    m_discarded += m_socket->skip(m_socket->bytesAvailable());
    if (m_discarded > kMostDiscarded)
        m_socket->abort();
}

QTcpSocket *HttpConnection::upgrade()
{
    m_state = State::Released;
    m_timer.stop();
    m_pending.clear();
    m_unsent.set(0);
    m_socket->setReadBufferSize(m_limits.live.readBuffer);
    m_liveGuard = new LiveGuard(m_socket, m_limits.live, m_shared.unsent);
    return m_socket;
}

void HttpConnection::onTimeout()
{
    if (m_state == State::Closing) {
        if (m_socket->bytesToWrite() == 0)
            m_socket->disconnectFromHost();
        else
            m_socket->abort();
        return;
    }
    if (m_state == State::Body || !m_headBytes.isEmpty())
        return refuse({408, u"request_timeout"_s, u"The request took too long to arrive."_s});
    m_socket->abort(); // idle, or its answers are not read
}

void HttpConnection::onBytesWritten()
{
    if (m_state == State::Released)
        return;
    m_lastProgress = std::chrono::steady_clock::now();
    countUnsent();
    if (isStreaming())
        emit progressed();
    if (!isBetweenRequests())
        return;
    if (isStreaming() && m_socket->bytesToWrite() == 0)
        m_timer.stop(); // it is our turn
    else if (isStreaming() || m_pending.empty())
        m_timer.start(m_limits.idleTimeout); // progress
}

} // namespace pulse::api
