// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/http_connection.h"

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
    , m_limits(shared.limits)
    , m_clock(shared.clock)
    , m_allUnsent(shared.unsent)
    , m_unsent(shared.unsent)
    , m_peerPort(socket->peerPort())
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &HttpConnection::onTimeout);
    connect(socket, &QTcpSocket::readyRead, this, &HttpConnection::onReadyRead);
    connect(socket, &QTcpSocket::bytesWritten, this, &HttpConnection::onBytesWritten);
    socket->setReadBufferSize(2 * m_limits.headBytes);
    socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    m_timer.start(m_limits.headTimeout);
}

HttpConnection::~HttpConnection() { m_onGone(); }

HttpConnection *HttpConnection::of(QTcpSocket *socket)
{
    return socket->findChild<HttpConnection *>(QString(), Qt::FindDirectChildrenOnly);
}

// Runs before the parser's own slot. What is available is what neither of us has seen: the parser takes all
// of an unfinished request, and stops where a request ends; so do we, and come back for what follows.
void HttpConnection::onReadyRead()
{
    if (m_state == State::Released)
        return;
    if (m_state == State::Head && m_isLast)
        beginClosing();
    if (m_state == State::Closing)
        return discard();
    const QByteArray seen = m_socket->peek(m_socket->bytesAvailable());
    qsizetype at = 0;
    if (m_state == State::Head)
        at = takeHead(seen);
    if (m_state == State::Body) {
        m_bodyLeft -= std::min<qint64>(m_bodyLeft, seen.size() - at);
        if (m_bodyLeft == 0)
            messageDone();
    }
}

// How many bytes of `seen` belong to the head.
qsizetype HttpConnection::takeHead(const QByteArray &seen)
{
    qsizetype skipped = 0;
    if (m_headBytes.isEmpty()) {
        while (skipped < seen.size() && (seen[skipped] == '\r' || seen[skipped] == '\n'))
            ++skipped; // empty lines before a request are passed over, as the parser does
        if (skipped == seen.size())
            return skipped;
        if (m_lastNumber > 0)
            m_timer.start(m_limits.headTimeout);
    }
    const qsizetype before = m_headBytes.size();
    m_headBytes += QByteArrayView(seen).sliced(skipped).first(
        std::min(seen.size() - skipped, m_limits.headBytes + 1 - before));
    const qsizetype end = m_headBytes.indexOf("\r\n\r\n", std::max<qsizetype>(0, before - 3));
    // The parser takes a bare line feed for the end of a line, and so of a head: refuse before it can.
    if (hasBareLineFeed(QByteArrayView(m_headBytes).first(end < 0 ? m_headBytes.size() : end), before)) {
        refuse({400, u"bad_request"_s, u"Lines end in CR LF."_s});
        return 0;
    }
    if (end < 0) {
        if (m_headBytes.size() > m_limits.headBytes)
            refuse({431, u"headers_too_large"_s, u"The request's head is too large."_s});
        return 0;
    }
    m_headBytes.truncate(end + 4);
    headRead();
    return skipped + m_headBytes.size() - before;
}

qint64 HttpConnection::mostBodyBytes() const
{
    return m_head.path.startsWith("/api/auth/") ? m_limits.authBodyBytes : m_limits.bodyBytes;
}

void HttpConnection::headRead()
{
    auto head = readRequestHead(m_headBytes);
    if (!head)
        return refuse(head.error());
    m_head = *std::move(head);
    if (m_head.contentLength > mostBodyBytes())
        return refuse({413, u"too_large"_s, u"The body is larger than %1 bytes."_s.arg(mostBodyBytes())});
    if (static_cast<int>(m_pending.size()) >= m_limits.pipelined)
        return refuse({503, u"too_many_requests"_s, u"Too many requests at once on one connection."_s});
    m_state = State::Body;
    m_bodyLeft = m_head.contentLength;
    if (m_bodyLeft == 0)
        return;
    // The parser keeps what it has read until the request is whole: the buffer must hold all of it.
    m_socket->setReadBufferSize(m_headBytes.size() + m_head.contentLength + 2 * m_limits.headBytes);
    const qint64 seconds = m_head.contentLength / std::max<qint64>(1, m_limits.leastBytesPerSecond);
    m_timer.start(m_limits.idleTimeout + std::chrono::seconds{seconds});
    if (m_head.expectsContinue && m_pending.empty())
        m_socket->write("HTTP/1.1 100 Continue\r\n\r\n");
}

void HttpConnection::messageDone()
{
    m_timer.stop();
    m_state = State::Head;
    m_headBytes.clear();
    m_lastProgress = std::chrono::steady_clock::now();
    m_isLast = !m_head.isKeptAlive || m_head.isWebSocketUpgrade;
    m_socket->setReadBufferSize(2 * m_limits.headBytes);
    m_pending.push_back(
        {++m_lastNumber, {m_head.method == "HEAD", m_isLast, m_head.takesChunks}, std::nullopt});
}

HttpConnection::Begun HttpConnection::begin() { return {m_lastNumber, m_head}; }

void HttpConnection::answer(RequestNumber number, const Reply &reply)
{
    Pending *found = pending(number);
    if (!found || found->bytes || m_state == State::Released)
        return;
    if (reply.stream && !found->form.takesChunks)
        found->form.isLast = true;
    found->bytes = replyBytes(reply, found->form, m_clock.now());
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
    while (!m_pending.empty() && m_pending.front().bytes) {
        if (isStreaming()) {
            m_socket->write(*std::exchange(m_pending.front().bytes, QByteArray()));
            if (m_state == State::Head && m_headBytes.isEmpty())
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
    if (m_pending.empty() && m_state == State::Head && m_headBytes.isEmpty())
        m_timer.start(m_limits.idleTimeout);
}

// Answers what is refused after the answers before it, and takes nothing more.
void HttpConnection::refuse(const HeadRefusal &refusal)
{
    qCInfo(lcApiConnection).noquote()
        << "request refused" << kv("status", refusal.status) << kv("code", refusal.code)
        << kv("peer", m_socket->peerAddress().toString());
    m_pending.push_back({++m_lastNumber, {false, true}, std::nullopt});
    m_pending.back().bytes =
        replyBytes(problemReply(refusal.status, refusal.code, refusal.detail), {false, true}, m_clock.now());
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
    if (m_parser)
        disconnect(m_socket, &QTcpSocket::readyRead, m_parser, nullptr);
    m_headBytes.clear();
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

void HttpConnection::release()
{
    m_state = State::Released;
    m_timer.stop();
    m_pending.clear();
    m_unsent.set(0);
    m_socket->setReadBufferSize(m_limits.live.readBuffer);
    // The parser is about to disconnect whoever listens to the socket; QWebSocket connects later than this.
    QMetaObject::invokeMethod(
        this, [this] { m_liveGuard = new LiveGuard(m_socket, m_limits.live, m_allUnsent); },
        Qt::QueuedConnection);
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
    if (m_state != State::Head || !m_headBytes.isEmpty())
        return;
    if (isStreaming() && m_socket->bytesToWrite() == 0)
        m_timer.stop(); // it is our turn
    else if (isStreaming() || m_pending.empty())
        m_timer.start(m_limits.idleTimeout); // progress
}

} // namespace pulse::api
