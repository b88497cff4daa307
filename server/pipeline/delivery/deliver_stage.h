// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Takes due jobs from the database to their channels and writes down what became of them. Woken when jobs
// were committed; polling alone is correct. Every server runs one: the database says who takes which job.
//
// Thread safety: start() and stop() by the owner; wake(), counts() and engineBoot() from any thread.
// Invariants: an attempt that ended makes room only in the transaction that records it, so an outage of the
// database stops new attempts and loses no result. What was sent but never recorded is sent again, with the
// same message id. The places are shared out: an integration and a tenant have a bound each, so a dead
// endpoint holds its own, and an integration that fails has none for a while.
#pragma once

#include "base/backoff.h"
#include "base/bounded_queue.h"
#include "base/clock.h"
#include "base/mutex.h"
#include "base/service.h"
#include "delivery/job/channel.h"
#include "delivery/job/circuit_breaker.h"
#include "delivery/job/retry_policy.h"
#include "model/integration.h"
#include "store/delivery/delivery_table.h"
#include "store/delivery/integration_health_table.h"

#include <atomic>
#include <map>
#include <memory>
#include <thread>

namespace pulse::pipeline {

struct DeliverSettings {
    int inFlight = 512;
    int perIntegration = 16; // in flight
    int perTenant = 64;
    std::chrono::milliseconds poll{2'000};
    std::chrono::milliseconds pace{10}; // between two transactions, so that each has more than one job
    std::chrono::milliseconds leaseMargin{30'000}; // beyond the longest attempt
    std::chrono::milliseconds drain{5'000}; // how long stop() lets attempts end by themselves
    std::chrono::milliseconds toldAfter{15 * 60'000}; // of failing, tenants are told
    int mostLost = 20; // attempts in a row whose server ended; then a job is dead
    delivery::RetryPolicy retry = {};
    delivery::BreakerPolicy breaker = {};
    Backoff outage = {};
};

struct DeliverCounts {
    std::int64_t delivered = 0;
    std::int64_t retried = 0;
    std::int64_t failed = 0; // jobs
    int inFlight = 0;
    store::CircuitCounts circuits; // of all servers; as of seconds ago
};

class DeliverStage final : public Service {
public:
    using Channels = std::map<model::IntegrationType, delivery::Channel *>;

    // The channels and the clock outlive the stage, which starts and stops the channels.
    DeliverStage(store::ConnectionConfig config, store::Unseal unseal, Channels channels, const Clock &clock,
                 DeliverSettings settings = {});
    ~DeliverStage() override;

    Result<> start() override;
    void stop() override;

    void wake(); // jobs may have become due
    DeliverCounts counts() const { return *m_counts.lock(); }
    // What is sent with; as of the last look at the database, which is seconds ago at most.
    model::EngineBoot engineBoot() const { return *m_boot.lock(); }

private:
    struct Finished {
        store::ClaimedJob job;
        delivery::Attempt attempt;
        Instant startedAt;
        bool isObstacle = false; // the attempt never left the house
    };
    using Inbox = BoundedQueue<Finished>;
    using Changes = std::vector<model::Change>;

    void run();
    Result<> turn();
    Result<store::Recorded> record(const store::SystemScope &scope) const;
    Result<> recordHealth(const store::SystemScope &scope) const;
    Result<> look(const store::SystemScope &scope, Changes &changes);
    Result<std::vector<store::ClaimedJob>> claim(const store::SystemScope &scope);
    void send(store::ClaimedJob job);
    void takeFinished(std::chrono::steady_clock::time_point until);
    void take(const Finished &finished);
    store::JobResult resultOf(const Finished &finished) const;
    void noteRecorded(const std::vector<JobId> &tooLate);
    void drain();
    Result<> recordLast();
    void note(const Result<> &turned);
    std::chrono::steady_clock::time_point nextTurn() const;
    std::optional<QString> obstacle(const store::ClaimedJob &job) const;
    Result<model::EngineBoot> readEngineBoot(const store::SystemScope &scope) const;

    const store::ConnectionConfig m_config;
    const store::Unseal m_unseal;
    const Channels m_channels;
    const Clock &m_clock;
    const DeliverSettings m_settings;
    std::chrono::milliseconds m_lease{0};
    std::shared_ptr<Inbox> m_inbox; // shared with callbacks that may outlive us
    std::atomic<bool> m_isStopping{false};
    mutable Mutex<DeliverCounts> m_counts;
    mutable Mutex<model::EngineBoot> m_boot;
    std::thread m_thread;

    // The thread's own.
    store::Connection m_connection;
    std::vector<store::JobResult> m_unrecorded;
    std::map<IntegrationKey, delivery::Streak> m_streaks; // of what is unrecorded, where there is news
    int m_inFlight = 0; // attempts under way
    store::JobsInFlight m_share; // of these
    IntegrationKey m_lastClaimed; // claiming goes on after this integration
    std::chrono::steady_clock::time_point m_nextLook; // for leases that ended
    std::chrono::steady_clock::time_point m_turnedAt;
    int m_failures = 0; // of the database, in a row
    bool m_hasBooted = false; // said to the database that this server's SNMP engines began
    std::chrono::steady_clock::time_point m_nextTry; // not before, after a failure
    std::chrono::milliseconds m_untilDue{0};
};

} // namespace pulse::pipeline
