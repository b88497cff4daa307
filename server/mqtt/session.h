// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The ingest session: an MQTT 5 subscriber that acknowledges a message when it is told to, not when it has
// read it.
#pragma once

#include "base/clock.h"
#include "base/mutex.h"
#include "mqtt/acknowledgement_order.h"
#include "mqtt/connection.h"
#include "mqtt/echo.h"
#include "mqtt/message.h"
#include "mqtt/probe.h"

#include <QList>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace pulse::mqtt {

struct SessionConfig {
    BrokerAddress address = {};
    // Fixed per installation: the broker keeps its queue under this name; never empty
    QByteArray clientId = {};
    QList<QByteArray> topicFilters = {}; // subscribed at QoS 1
    quint32 source = 1; // Receipt::source of what comes from here
    quint16 receiveMaximum = 10'000; // twice the largest batch: how many may wait for their acknowledgement
    quint32 sessionExpirySeconds = 0xFFFFFFFF; // never
    quint16 keepAliveSeconds = 30;
    quint32 maxPacketSize = 1'048'576; // the broker drops what is larger, silently (§3.1.2.11.4)
    Backoff backoff = {};
    std::chrono::milliseconds connectTimeout{10'000};
    std::chrono::milliseconds pingTimeout{10'000};
    std::chrono::milliseconds stopTimeout{1'000};
    std::chrono::milliseconds readInterval{1}; // of a Unix socket, under load
    std::chrono::milliseconds probeInterval{1'000}; // 0: no probes
    // Subscribe to what the broker says of itself: how many messages it dropped, how many bytes it holds. Not
    // on the session whose queue it is: once that is full the broker does not tell it (seen with 2.0.11).
    bool watchesBroker = false;
    // A probe that the broker has taken, and nothing handed over since: the session is deaf and connects
    // anew. Longer each time that did not help, up to a minute.
    std::chrono::milliseconds deafAfter{2'500};
    // Takes what is queued and subscribes to nothing more, so that the queue comes to an end: endForGood().
    bool isLeaving = false;
    bool expectsSession = false; // this client id has subscribed before: no session at the broker is a loss
};

// Called on the session's thread; any may be empty. Callbacks may call the session, not destroy it.
struct SessionEvents {
    std::function<void(std::vector<Message>)> messages; // all of one socket read
    std::function<void(bool isSessionPresent, quint32 epoch)> connected;
    std::function<void()> readyToReceive; // the subscription exists: nothing published from now on is lost
    std::function<void(const Error &why)> disconnected; // also for each attempt that failed
    std::function<void()> sessionLost; // our queue at the broker is gone, with what was in it
    // Whether the session is still this server's, asked before each attempt after the first: to resume it
    // disconnects any other client that uses it.
    std::function<bool()> mayReconnect;
};

// A snapshot for metrics and for the judgement of lag.
struct SessionState {
    bool isConnected = false;
    bool isReady = false; // connected and subscribed
    bool isSessionPresent = false; // of the last CONNACK
    quint32 epoch = 0; // counts connections
    quint64 connection = 0; // what probes sent on this connection carry; 0: not connected
    quint64 reconnects = 0;
    quint64 sessionsLost = 0;
    quint64 takeovers = 0; // another client connected with our id, the broker said
    quint64 hangUps = 0; // the broker, or what lies between, ended a connection without a word
    std::optional<Instant> hungUpAt; // the last time
    std::optional<Instant> connectedSince; // while connected
    quint64 deafTimes = 0; // ended because probes did not come back
    QString deafWhy; // of the last time
    quint64 received = 0; // messages, probes among them
    quint64 receivedQos0 = 0; // promised nothing
    quint64 acknowledged = 0; // PUBACKs written
    quint64 staleAcks = 0; // receipts of an older connection, or returned twice
    quint64 unacknowledged = 0; // handed on and not yet acknowledged, on this connection
    quint64 beyondReceiveMaximum = 0; // handed on although the broker should have waited
    std::optional<quint64> brokerDropped; // the broker's own count, if watched and heard
    std::optional<quint64> brokerStoredBytes; // payloads it holds; none unless connected
    std::optional<quint64> brokerStoredMessages; // and how many they are
    QString lastError; // why the last connection ended; empty once connected
};

// Back-pressure is Receive Maximum: the session reads on while batches wait, and the broker stops at
// receiveMaximum unacknowledged messages. setReadPaused() is for floods of QoS 0, which nothing else holds
// back.
//
// Thread safety: one thread, except state() and postAcknowledgements(), which any thread may call.
// Invariants: PUBACKs go out in the order of the messages, whatever the order of acknowledge(); a receipt of
// an older connection writes nothing, because the broker hands its message over again; a message is never
// acknowledged by itself. Requires: lives on a thread with an event loop; the clock outlives it.
class Session final : public QObject, private ConnectionHandler {
    Q_OBJECT

public:
    Session(SessionConfig config, SessionEvents events, const Clock &clock, QObject *parent = nullptr);
    ~Session() override;

    void start();
    // Writes the acknowledgements given so far, then DISCONNECT; the broker keeps session and queue.
    // Idempotent, bounded.
    void stop();
    // The same, but the broker forgets session and queue (§3.14.2.2.2).
    void endForGood();

    void acknowledge(std::span<const model::Receipt> receipts);
    // Queues them for the session's thread and wakes it.
    void postAcknowledgements(std::vector<model::Receipt> receipts);

    void setReadPaused(bool isPaused);

    SessionState state() const;

private:
    void connectionOpened(const Connack &connack) override;
    Decoded<> packetArrived(const Frame &frame) override;
    void packetsDone() override;
    void connectionClosed(const Error &error) override;

    void close(SessionFate fate);
    bool hasProbes() const { return m_config.probeInterval.count() > 0; }
    quint64 connectionMark() const { return quint64{m_instance} << 32 | m_epoch; }
    void noticeLoss();
    void checkLimits(const Connack &connack);
    void subscribe(bool isExpected, bool isSessionPresent);
    Decoded<> takePublish(const Frame &frame);
    void noteReceiveMaximum();
    Decoded<> takeSuback(const Frame &frame);
    Decoded<> takeUnsuback(const Frame &frame);
    Decoded<> takePuback(const Frame &frame);
    void refuseSubscription(ReasonCode reason, const QByteArray &filter);
    bool takeBrokerFigure(const ReceivedPublish &publish);
    void becomeReady();
    void sendProbe();
    void writeProbe(bool isDuplicate);
    void noteProbe(QByteArrayView payload);
    void endDeaf(const QString &why);
    void drainPosted();
    void writeReadyAcknowledgements();

    SessionConfig m_config;
    SessionEvents m_events;
    const Clock &m_clock;
    Connection m_connection;
    AcknowledgementOrder m_order;
    std::vector<TopicFilter> m_filters;
    ByteArena m_arena; // of the messages' bytes
    std::vector<Message> m_batch;
    std::optional<Instant> m_batchTime;
    size_t m_usualBatch = 0;
    QByteArray m_probeTopic;
    QByteArray m_probeInFlight; // payload of the one probe without PUBACK; empty: none
    QTimer m_probeTimer;
    Echo m_echo;
    quint32 m_epoch = 0;
    quint32 m_epochOfWarning = 0;
    quint64 m_beyondReceiveMaximum = 0;
    quint32 m_instance; // random; the upper half of SessionState::connection
    bool m_hasSession; // there is one at the broker, so its absence is a loss
    bool m_isReadPaused = false;
    bool m_isTakenOver = false; // the last connection ended so
    mutable Mutex<SessionState> m_state;
    Mutex<std::vector<model::Receipt>> m_posted;
};

} // namespace pulse::mqtt
