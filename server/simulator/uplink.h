// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One device's connection to the broker: what it says goes out once per connection, in order, until the
// broker has answered.
#pragma once

#include "mqtt/publisher.h"
#include "simulator/fleet.h"

#include <deque>

namespace pulse::simulator {

// What a device says of itself; of QoS 0, since the next one says it anew. No topic: nothing.
struct StatusMessages {
    QByteArray topic;
    QByteArray online;
    QByteArray offline; // goodbye, and its will
};

// Thread safety: one thread, with an event loop.
// Invariants: every message that send() took is acknowledged or refused once; one whose connection ended
// first is published again before anything newer. Requires: the counts outlive it.
class Uplink {
public:
    static constexpr size_t kMostWaiting = 16; // below the burst of a device's rate limit

    Uplink(mqtt::PublisherConfig config, FleetCounts &counts, StatusMessages status = {});

    void start();
    bool hasConnected() const { return m_hasConnected; } // ever
    bool isConnected() const { return m_publisher.isConnected(); }

    bool hasRoom() const { return m_waiting.size() < kMostWaiting; }
    void send(const QByteArray &topic, const QByteArray &payload); // Requires: hasRoom()
    void sayGoodbye(); // a will is not published for who leaves properly
    bool isIdle() const { return m_waiting.empty() && m_unanswered.empty(); }

private:
    struct Waiting {
        mqtt::Publication publication;
        bool isRepeated = false;
    };
    struct Unanswered {
        quint64 token = 0;
        mqtt::Publication publication;
    };

    mqtt::PublisherEvents events();
    void say(const QByteArray &status);
    void pump();
    bool publishFirst();
    void settle(std::span<const mqtt::Settlement> settlements);
    void noteDisconnected(const Error &why);

    FleetCounts &m_counts;
    const StatusMessages m_status;
    std::deque<Waiting> m_waiting;
    std::deque<Unanswered> m_unanswered; // in the order they were published
    bool m_hasConnected = false;
    bool m_isCounted = false; // among FleetCounts::connected
    mqtt::Publisher m_publisher;
};

} // namespace pulse::simulator
