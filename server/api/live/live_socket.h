// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One open live socket: ends with its token, with its peer's silence, or when the hub finds it too slow.
//
// Thread safety: none; lives on the HTTP thread. Deletes itself once it is closed.
#pragma once

#include "api/live/live_guard.h"
#include "live/hub.h"
#include "model/principal.h"

#include <QElapsedTimer>
#include <QObject>
#include <QPointer>
#include <QTimer>
#include <QWebSocket>
#include <memory>

namespace pulse::api {

class LiveSocket final : public QObject, public live::Subscriber {
    Q_OBJECT

public:
    LiveSocket(std::unique_ptr<QWebSocket> socket, LiveGuard *guard, live::Hub &hub, QObject *parent);
    ~LiveSocket() override;

    void keepAlive(std::chrono::milliseconds pingInterval);
    void begin(const model::Principal &principal, std::chrono::milliseconds tokenLifetime); // hello
    void send(const QByteArray &text) override;
    qint64 bytesToWrite() const override;
    void close(live::CloseCode code, const QString &reason) override;

signals:
    void ended();

private:
    void onText(const QString &text);
    void onMisbehaved(live::CloseCode code, const QString &reason);
    void onPing();
    void onGone();

    std::unique_ptr<QWebSocket> m_socket;
    QPointer<LiveGuard> m_guard; // goes with the TCP socket
    live::Hub &m_hub;
    live::SubscriberId m_id = 0; // 0: not begun, or ended
    QTimer m_tokenTimer;
    QTimer m_pingTimer;
    bool m_hasHeard = true; // a pong or a message since the last ping
    bool m_isClosing = false;
};

} // namespace pulse::api
