// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Takes due jobs from the database to their channels and writes down what became of them. Woken when jobs
// were committed; polling alone is correct. Every server runs one: the database says who takes which job.
//
// Thread safety: start() and stop() by the owner; wake(), counts() and engineBoot() from any thread.
// Invariants: a slot is free again only when its attempt is recorded, so an outage of the database stops new
// attempts and loses no result. What was sent but never recorded is sent again, with the same message id.
#pragma once

#include "base/backoff.h"
#include "base/bounded_queue.h"
#include "base/clock.h"
#include "base/mutex.h"
#include "base/service.h"
#include "delivery/channel.h"
#include "delivery/retry_policy.h"
#include "model/integration.h"
#include "store/delivery_table.h"

#include <atomic>
#include <map>
#include <memory>
#include <thread>

namespace pulse::pipeline {

struct DeliverSettings {
    int inFlight = 64;
    int perIntegration = 4;
    std::chrono::milliseconds poll{2'000};
    std::chrono::milliseconds leaseMargin{30'000}; // beyond the longest attempt
    std::chrono::milliseconds drain{5'000}; // how long stop() lets attempts end by themselves
    delivery::RetryPolicy retry = {};
    Backoff outage = {};
};

struct DeliverCounts {
    std::int64_t delivered = 0;
    std::int64_t retried = 0;
    std::int64_t failed = 0; // jobs
    int inFlight = 0;
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
    };
    using Inbox = BoundedQueue<Finished>;

    void run();
    Result<> turn();
    Result<> claim();
    Result<> record();
    void send(store::ClaimedJob job);
    void takeFinished(std::chrono::steady_clock::time_point until);
    store::JobResult resultOf(const Finished &finished) const;
    void noteRecorded(std::span<const store::JobResult> results, const std::vector<JobId> &tooLate);
    void drain();
    void note(const Result<> &turned);
    std::chrono::steady_clock::time_point nextTurn() const;
    std::optional<QString> obstacle(const store::ClaimedJob &job) const;
    Result<model::EngineBoot> readEngineBoot(const store::SystemScope &scope) const;

    const store::ConnectionConfig m_config;
    const store::Unseal m_unseal;
    const Channels m_channels;
    const Clock &m_clock;
    const DeliverSettings m_settings;
    store::ClaimLimits m_limits;
    std::shared_ptr<Inbox> m_inbox; // shared with callbacks that may outlive us
    std::atomic<bool> m_isStopping{false};
    mutable Mutex<DeliverCounts> m_counts;
    mutable Mutex<model::EngineBoot> m_boot;
    std::thread m_thread;

    // The thread's own.
    store::Connection m_connection;
    std::vector<store::JobResult> m_unrecorded;
    int m_inFlight = 0; // claimed and not recorded
    int m_failures = 0; // of the database, in a row
    bool m_hasBooted = false; // said to the database that this server's SNMP engines began
    std::chrono::steady_clock::time_point m_nextTry; // not before, after a failure
    std::chrono::milliseconds m_untilDue{0};
};

} // namespace pulse::pipeline
