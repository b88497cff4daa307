// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A client that publishes and says, message by message, what the broker answered. Serves deliveries and the
// simulator.
#pragma once

#include "mqtt/connection.h"

#include <deque>
#include <functional>
#include <span>
#include <vector>

namespace pulse::mqtt {

struct PublisherConfig {
    BrokerAddress address = {};
    QByteArray clientId = {}; // empty: the broker assigns one
    quint16 window = 1'000; // unanswered messages of QoS 1 and 2; the broker's Receive Maximum may lower it
    qint64 maxUnsentBytes = 1'048'576; // what may wait for the socket; holds back QoS 0
    quint16 keepAliveSeconds = 30;
    quint32 maximumPacketSize = 1'048'576; // of the broker's answers, and what may wait in memory
    std::optional<Will> will = {};
    Backoff backoff = {};
    std::chrono::milliseconds connectTimeout{10'000};
    std::chrono::milliseconds pingTimeout{10'000};
    std::chrono::milliseconds stopTimeout{1'000};
    bool isOurs = true; // otherwise how it ends, and what the broker says, is the caller's to log
};

struct Publication {
    QByteArray topic; // UTF-8, 1 to 65,535 bytes, no wildcards
    QByteArray payload;
    quint8 qos = 1; // 0, 1 or 2
    bool isRetained = false;
    bool isText = false; // the payload is UTF-8
    QByteArray contentType = {}; // "application/json"; empty: none is said
    std::vector<UserProperty> userProperties = {};
};

// What became of a message of QoS 1 or 2.
struct Settlement {
    enum class Outcome {
        Accepted, // PUBACK or PUBCOMP with success
        Refused, // the broker said why: reason
        Unknown, // the connection ended first: it may or may not have been taken
    };
    quint64 token = 0;
    Outcome outcome = Outcome::Unknown;
    ReasonCode reason = ReasonCode::Success;
};

// On the publisher's thread; any may be empty; callbacks may call the publisher, not destroy it.
struct PublisherEvents {
    std::function<void(std::span<const Settlement>)> settled; // all of one socket read
    std::function<void()> canPublish; // it has become true again
    std::function<void()> connected;
    // Also for each attempt that failed; ConnectionHandler::connectionClosed() says what the codes mean.
    std::function<void(const Error &why)> disconnected;
    // The broker answered a ping(), and has read every message before it.
    std::function<void()> pong = {};
};

// Begins with a clean session each time and never sends by itself again: who publishes decides whether an
// Unknown is repeated. So QoS 2 is exactly once on one connection, at least once for a caller that repeats.
//
// Thread safety: one thread, with an event loop.
// Invariants: every token is settled exactly once, unless stop() came first; at most `window` messages are
// unanswered.
class Publisher final : public QObject, private ConnectionHandler {
    Q_OBJECT

public:
    Publisher(PublisherConfig config, PublisherEvents events, QObject *parent = nullptr);
    ~Publisher() override;

    void start();
    void stop(); // idempotent, bounded; what is unanswered stays unsettled

    bool isConnected() const { return m_connection.isOpen(); }
    // Connected, and neither the window nor the socket is full.
    bool canPublish() const;

    // The token a settlement will carry; QoS 0 is never settled and has token 0. Unavailable: canPublish() is
    // false. Invalid: the topic, or what this broker allows (§3.2.2.3: Maximum QoS, Retain Available, Maximum
    // Packet Size). Written to the socket on returning to the event loop or at flush().
    Result<quint64> publish(const Publication &publication);
    void flush();
    void ping(); // behind what was published

    size_t unanswered() const { return m_slots.size() - m_freeIds.size(); }
    const QString &tls() const { return m_connection.tls(); }
    const QByteArray &clientId() const { return m_clientId; } // the assigned one, once connected

private:
    enum class Waiting : quint8 { Nothing, Puback, Pubrec, Pubcomp };
    struct Slot {
        quint64 token = 0;
        Waiting waiting = Waiting::Nothing;
    };

    void connectionOpened(const Connack &connack) override;
    Decoded<> packetArrived(const Frame &frame) override;
    void packetsDone() override;
    void connectionClosed(const Error &error) override;
    void pongArrived() override;
    void bytesWritten() override;

    Result<> check(const Publish &publish) const;
    Decoded<> takePubrec(const Acknowledgement &pubrec);
    void settle(quint16 id, Settlement::Outcome outcome, ReasonCode reason);
    void reportSettled();
    void resetSlots(size_t count);
    void planFlush();
    void announceRoom();

    PublisherConfig m_config;
    PublisherEvents m_events;
    Connection m_connection;
    QByteArray m_clientId;
    std::vector<Slot> m_slots; // by identifier - 1
    std::deque<quint16> m_freeIds;
    std::vector<Settlement> m_settled; // not yet reported
    quint64 m_lastToken = 0;
    bool m_isFlushPlanned = false;
    bool m_isFull = true; // canPublish() was false when last looked at
};

} // namespace pulse::mqtt
