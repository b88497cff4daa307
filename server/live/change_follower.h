// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Follows the change feed on a thread and a connection of its own and hands what changed to the hub, and what
// was revoked to whoever decides about tokens. LISTEN makes it quick; reading every `pollInterval` makes it
// correct. On a server that does not ingest it also
// re-reads the state of watched devices each second, because their telemetry is committed elsewhere.
//
// Thread safety: start(), stop() and setReadsTelemetry() from any one thread at a time; the hub is called
// from the follower's thread. Requires: the hub outlives it.
#pragma once

#include "base/service.h"
#include "live/hub.h"
#include "model/revocation.h"
#include "store/operation/feed_table.h"
#include "store/postgres/connection.h"

#include <atomic>
#include <thread>

namespace pulse::live {

struct ChangeFollowerConfig {
    store::ConnectionConfig connection; // direct or session-pooled: LISTEN needs a session
    bool isListening = true; // off: polling alone
    std::chrono::milliseconds pollInterval{2'000}; // what was revoked must be known within five seconds
    std::chrono::milliseconds telemetryInterval{1'000};
    int pageSize = 500;
};

// Called from the follower's thread.
struct RevocationHooks {
    std::function<void(const std::vector<model::Revocation> &)> revoked = {};
    // All that was committed before this moment has been handed on.
    std::function<void(std::chrono::steady_clock::time_point)> heard = {};
};

class ChangeFollower final : public Service {
public:
    ChangeFollower(ChangeFollowerConfig config, Hub &hub, RevocationHooks hooks = {});
    ~ChangeFollower() override;

    Result<> start() override;
    void stop() override;

    // True on servers that do not hold the ingest lock.
    void setReadsTelemetry(bool readsTelemetry);

private:
    void run();
    void follow(store::Connection &connection);
    Result<> openFeed(store::Connection &connection);
    Result<bool> hearsMore(store::Connection &connection);
    Result<bool> readPage(store::Connection &connection);
    Result<> tellRevoked(const store::FeedScope &scope, const std::vector<store::feed::Change> &changes);
    Result<> readTelemetry(store::Connection &connection);
    void waitForMore(store::Connection &connection, std::chrono::milliseconds most);

    const ChangeFollowerConfig m_config;
    Hub &m_hub;
    const RevocationHooks m_hooks;
    std::thread m_thread;
    std::atomic_bool m_isStopping = false;
    std::atomic_bool m_readsTelemetry = false;
    int m_wakeup = -1; // an eventfd
    std::optional<qint64> m_seq; // the last one handed on; none before the first look
    Instant m_telemetryAfter;
};

} // namespace pulse::live
