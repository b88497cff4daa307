// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A load of devices: raw connections on one thread, QoS 1, each with a window of unacknowledged messages. It
// publishes as fast as the broker acknowledges, or at a rate, but never has more than `depth` messages
// published that nobody took: Mosquitto reads one packet a turn from each connection, so fifty publishers
// that always have another one ready leave a subscriber's acknowledgement every fifty-first turn, and what
// would be measured is that.
//
// Thread safety: start() and stop() by the owner; the rest from any thread.
#pragma once

#include "bench/load/fleet.h"

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

namespace pulse::bench {

struct FarmConfig {
    quint16 port = 0; // of the broker, on 127.0.0.1
    QByteArray user = {};
    QByteArray password = {};
    int connections = 50;
    int window = 100; // a connection's unacknowledged messages
    double perSecond = 0; // 0: as fast as it goes
    quint64 depth = 20'000; // most messages between publishing and noteTaken(); 0: no bound
};

// A device's next PUBLISH packet, with this identifier, at this time; valid until the next call.
using NextFrame = std::function<const QByteArray &(quint16 packetId, Instant now)>;

class PublisherFarm {
public:
    PublisherFarm(FarmConfig config, const FleetShape &shape);
    PublisherFarm(FarmConfig config, std::vector<NextFrame> devices);
    ~PublisherFarm();

    Result<> start(); // returns when every connection is let in
    void stop(); // sends nothing more and waits, bounded, until all is acknowledged

    void noteTaken(quint64 count) { m_taken = count; } // by whoever is measured, since the start
    quint64 published() const { return m_published; } // acknowledged by the broker
    bool hasFailed() const { return m_hasFailed; }

private:
    struct Connection;

    Result<> open(Connection &connection) const;
    void run();
    void fill(Connection &connection);
    bool takeAcknowledgements(Connection &connection);
    bool flush(Connection &connection);
    bool mayPublish();

    const FarmConfig m_config;
    std::vector<std::unique_ptr<Connection>> m_connections;
    std::vector<NextFrame> m_frames;
    std::atomic<quint64> m_published{0};
    std::atomic<quint64> m_taken{0};
    std::atomic<bool> m_isStopping{false};
    std::atomic<bool> m_hasFailed{false};
    quint64 m_sent = 0;
    size_t m_first = 0; // the connection that is served first this time
    std::chrono::steady_clock::time_point m_startedAt;
    std::chrono::steady_clock::time_point m_now;
    Instant m_wallNow;
    std::thread m_thread;
};

} // namespace pulse::bench
