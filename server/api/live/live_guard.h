// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Stands before a live socket as HttpConnection stands before a request. QWebSocket answers every ping by
// itself and buffers what the client does not read; so this looks at the bytes first, and at what is unsent,
// and when it is too much QWebSocket reads nothing more.
//
// Thread safety: none; lives on the HTTP thread as a child of the TCP socket and goes with it.
// Invariants: what is read ahead and what is unsent is bounded whatever the client does.
#pragma once

#include "api/http/door_config.h"
#include "api/http/kept_bytes.h"
#include "api/live/frame_meter.h"
#include "live/subscriber.h"

#include <QElapsedTimer>
#include <QObject>

class QTcpSocket;

namespace pulse::api {

class LiveGuard final : public QObject {
    Q_OBJECT

public:
    // Requires: made before QWebSocket connects to the socket, which our place before it depends on.
    LiveGuard(QTcpSocket *socket, const LiveLimits &limits, std::shared_ptr<KeptBytes> unsent);

    // The handshake is over and frames begin with the next byte. What the socket keeps counts for whom it is.
    void begin(const Participant &participant);
    void wrote(); // something was sent to the client, or the client took something
    void stopReading(); // for good: the kernel holds the client back

signals:
    void misbehaved(live::CloseCode code, const QString &reason);

private:
    void onReadyRead();
    void onFramesRead();
    bool judgeFrames(QByteArrayView fresh);
    void end(live::CloseCode code, const QString &reason);

    QTcpSocket *m_socket;
    const LiveLimits m_limits;
    KeptBytes::Account m_unsent;
    std::shared_ptr<KeptBytes> m_allUnsent;
    FrameMeter m_meter;
    qsizetype m_seen = 0; // bytes in the socket's buffer that were looked at already
    QElapsedTimer m_second;
    quint64 m_framesBefore = 0; // when the second began
    bool m_hasBegun = false;
    bool m_isOver = false;
};

} // namespace pulse::api
