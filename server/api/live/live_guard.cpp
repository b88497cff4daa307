// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/live/live_guard.h"

#include <QTcpSocket>
#include <QTimer>

namespace pulse::api {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto kLinger = 1s; // for the client to read why, and to end the connection by itself

} // namespace

LiveGuard::LiveGuard(QTcpSocket *socket, const LiveLimits &limits, std::shared_ptr<KeptBytes> unsent)
    : QObject(socket)
    , m_socket(socket)
    , m_limits(limits)
    , m_unsent(unsent)
    , m_allUnsent(std::move(unsent))
{
    connect(socket, &QTcpSocket::readyRead, this, &LiveGuard::onReadyRead);
    connect(socket, &QTcpSocket::bytesWritten, this, &LiveGuard::wrote);
}

void LiveGuard::begin(const Participant &participant)
{
    m_hasBegun = true;
    m_unsent.belongTo(participant);
    m_socket->setReadBufferSize(m_limits.readBuffer);
    m_second.start();
    connect(m_socket, &QTcpSocket::readyRead, this, &LiveGuard::onFramesRead); // behind QWebSocket's
}

// Before QWebSocket sees them. Of a frame that is not whole yet, it leaves the bytes where they are.
void LiveGuard::onReadyRead()
{
    if (!m_hasBegun)
        return;
    const QByteArray bytes = m_socket->peek(m_socket->bytesAvailable());
    const qsizetype seen = std::min(std::exchange(m_seen, bytes.size()), bytes.size());
    if (judgeFrames(QByteArrayView(bytes).sliced(seen)))
        wrote();
}

void LiveGuard::onFramesRead() { m_seen = m_socket->bytesAvailable(); }

bool LiveGuard::judgeFrames(QByteArrayView fresh)
{
    m_meter.take(fresh);
    if (m_second.hasExpired(1000)) {
        m_second.start();
        m_framesBefore = m_meter.frames();
    }
    if (m_meter.hasUnmasked()) {
        end(live::kCloseProtocol, u"a client's frames are masked"_s);
        return false;
    }
    if (m_meter.frames() - m_framesBefore > static_cast<quint64>(m_limits.framesPerSecond)) {
        end(live::kClosePolicy, u"too many frames"_s);
        return false;
    }
    return true;
}

void LiveGuard::wrote()
{
    const qint64 unsent = m_socket->bytesToWrite();
    m_unsent.set(unsent);
    if (m_isOver) {
        if (unsent == 0)
            QTimer::singleShot(kLinger, this, [this] { m_socket->disconnectFromHost(); });
        return;
    }
    const bool isTooMuch = unsent > m_limits.unsent;
    // One that reads keeps little, so it is not the one to go when its tenant keeps too much.
    const bool isTheirs = unsent > m_limits.unsentOfOne && m_allUnsent->isOver(m_unsent.participant());
    if (m_hasBegun && (isTooMuch || isTheirs))
        end(live::kCloseTooSlow, u"too slow: too much was waiting"_s);
}

void LiveGuard::end(live::CloseCode code, const QString &reason)
{
    if (m_isOver)
        return;
    stopReading();
    emit misbehaved(code, reason);
    wrote();
}

void LiveGuard::stopReading()
{
    if (std::exchange(m_isOver, true))
        return;
    disconnect(m_socket, &QTcpSocket::readyRead, nullptr, nullptr); // QWebSocket's too
    m_socket->setReadBufferSize(1);
}

} // namespace pulse::api
