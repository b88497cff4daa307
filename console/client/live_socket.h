// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The live socket: one connection for the whole console, which comes back by itself and never claims to be up
// when it is not. A link on which nothing answers for pingEvery + pongWithin is offline, closed or not.
//
// Thread safety: the thread that owns the object.
// Invariants: link().state is Connected only after the server's hello and while it answers pings. After a
// reconnect the server is asked for every change since the last one seen; when it cannot tell, readAgain()
// says that models must.
#pragma once

#include "base/backoff.h"
#include "client/live_subscriptions.h"

#include <QDateTime>
#include <QPointer>
#include <QTimer>
#include <QUrl>

class QWebSocket;

namespace pulse::client {

class Session;

struct LiveSettings {
    std::chrono::milliseconds pingEvery{10'000};
    std::chrono::milliseconds pongWithin{4'000};
    std::chrono::milliseconds connectWithin{8'000};
    Backoff backoff{std::chrono::milliseconds{250}, std::chrono::milliseconds{15'000}};
};

struct LiveLink {
    enum class State { Offline, Connecting, Connected };
    State state = State::Offline;
    QString reason; // Offline: why, for a person
    QDateTime lastMessageAt; // invalid: none yet
};

class LiveSocket : public QObject {
    Q_OBJECT

public:
    LiveSocket(const QUrl &server, Session &session, const LiveSettings &settings = {},
               QObject *parent = nullptr);
    ~LiveSocket() override;

    void start(); // connects, and goes on trying until stop()
    void stop();
    void retryNow();

    void want(wire::LiveChannel channel, const QString &deviceId = {});
    void drop(wire::LiveChannel channel, const QString &deviceId = {});

    const LiveLink &link() const { return m_link; }
    // As the server told last; none while not connected.
    const std::optional<model::ServiceState> &service() const { return m_service; }

signals:
    void linkChanged();
    void messageArrived(); // lastMessageAt moved
    void connected(bool isReconnect); // after hello
    void
    deviceFollowed(const QString &deviceId); // from here on its telemetry comes; what was before must be read
    void readAgain(); // changes may have been missed
    void alertChanged(const pulse::model::Alert &alert);
    void deviceChanged(const pulse::model::Device &device);
    void serviceChanged();
    void systemAlertsChanged(); // to operators: they must be read again
    void telemetryArrived(const QString &deviceId, const pulse::model::TelemetryPoint &point);

private:
    void connectNow();
    void discard();
    void lose(const QString &reason, bool isFailure);
    void onText(const QString &text);
    void onHello(const wire::LiveMessage &hello);
    void sendSubscriptions();
    void onPing();
    void onRefused();
    void heard();
    void send(const wire::LiveRequest &request);
    void setLink(LiveLink::State state, const QString &reason = {});
    void setService(const std::optional<model::ServiceState> &service);

    QUrl m_url;
    Session &m_session;
    LiveSettings m_settings;
    LiveSubscriptions m_subscriptions;
    QPointer<QWebSocket> m_socket;
    LiveLink m_link;
    std::optional<model::ServiceState> m_service;
    QTimer m_retry;
    QTimer m_ping;
    QTimer m_watch; // until hello: connectWithin; after a ping: pongWithin
    bool m_isStarted = false;
    int m_failures = 0; // since the last hello
    qint64 m_seq = -1; // the last change seen; -1: none yet
};

} // namespace pulse::client
