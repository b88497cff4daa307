// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/live/live_socket.h"

#include <algorithm>

namespace pulse::api {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr quint64 kMostIncoming = 64 * 1024;
constexpr auto kCloseTimeout = 5s; // how long a peer may take to answer our close
constexpr std::chrono::milliseconds kLongestTimer = 24h * 20; // QTimer counts in int milliseconds

} // namespace

LiveSocket::LiveSocket(std::unique_ptr<QWebSocket> socket, LiveGuard *guard, live::Hub &hub, QObject *parent)
    : QObject(parent)
    , m_socket(std::move(socket))
    , m_guard(guard)
    , m_hub(hub)
{
    m_socket->setMaxAllowedIncomingMessageSize(kMostIncoming);
    m_socket->setMaxAllowedIncomingFrameSize(kMostIncoming);
    m_tokenTimer.setSingleShot(true);
    connect(&m_tokenTimer, &QTimer::timeout, this,
            [this] { close(live::kCloseTokenEnded, u"the token has expired"_s); });
    connect(&m_pingTimer, &QTimer::timeout, this, &LiveSocket::onPing);
    connect(m_socket.get(), &QWebSocket::textMessageReceived, this, &LiveSocket::onText);
    connect(m_socket.get(), &QWebSocket::binaryMessageReceived, this,
            [this] { close(live::kClosePolicy, u"text only"_s); });
    connect(m_socket.get(), &QWebSocket::pong, this, [this] { m_hasHeard = true; });
    connect(m_socket.get(), &QWebSocket::disconnected, this, &LiveSocket::onGone);
    connect(guard, &LiveGuard::misbehaved, this, &LiveSocket::onMisbehaved);
}

void LiveSocket::keepAlive(std::chrono::milliseconds pingInterval) { m_pingTimer.start(pingInterval); }

LiveSocket::~LiveSocket()
{
    if (m_id != 0)
        m_hub.detach(m_id);
    m_socket->disconnect(this);
}

void LiveSocket::begin(const model::Principal &principal, std::chrono::milliseconds tokenLifetime)
{
    if (m_isClosing)
        return;
    if (tokenLifetime <= 0ms)
        return close(live::kCloseTokenEnded, u"the token has expired"_s);
    m_tokenTimer.start(std::min(tokenLifetime, kLongestTimer));
    m_id = model::isCustomer(principal.role) ? m_hub.attach(*this, principal.tenant)
                                             : m_hub.attachOperator(*this);
}

void LiveSocket::onText(const QString &text)
{
    m_hasHeard = true;
    if (m_id != 0)
        m_hub.receive(m_id, text.toUtf8());
}

void LiveSocket::onMisbehaved(live::CloseCode code, const QString &reason)
{
    if (m_id != 0)
        m_hub.end(m_id, code, reason); // which closes us
    else if (!m_isClosing)
        close(code, reason);
    else
        m_socket->abort(); // it was told to go already
}

void LiveSocket::onPing()
{
    if (!std::exchange(m_hasHeard, false)) {
        m_socket->abort(); // silent since the last ping: gone without a word
        return;
    }
    m_socket->ping();
}

void LiveSocket::send(const QByteArray &text)
{
    m_socket->sendTextMessage(QString::fromUtf8(text));
    if (m_guard)
        m_guard->wrote();
}

qint64 LiveSocket::bytesToWrite() const { return m_socket->bytesToWrite(); }

void LiveSocket::close(live::CloseCode code, const QString &reason)
{
    if (std::exchange(m_isClosing, true))
        return;
    m_hub.detach(std::exchange(m_id, 0));
    m_socket->close(static_cast<QWebSocketProtocol::CloseCode>(code), reason);
    // A peer that does not read never answers the close, either.
    m_pingTimer.stop();
    QTimer::singleShot(kCloseTimeout, this, [this] { m_socket->abort(); });
}

void LiveSocket::onGone()
{
    m_hub.detach(std::exchange(m_id, 0));
    m_isClosing = true;
    emit ended();
    deleteLater();
}

} // namespace pulse::api
