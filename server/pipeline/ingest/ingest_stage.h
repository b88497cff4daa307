// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The writer: one thread that takes whatever has arrived, commits it, and only then lets it be acknowledged.
// While one batch commits the next accumulates; there is no flush timer.
//
// The server whose connection holds the ingest lock leads; the others wait for it. A server that lost its
// connection lost the lock, so it cannot commit, and takes everything in again once it leads. One that says
// nothing for database.silenceTimeout (it talks each second) loses its connection.
//
// Thread safety: offer(), sightLost(), addStalled(), isLeadCertain(), state() from any thread; start() and
// stop() from the owner's. Hooks are called on the writer's thread.
#pragma once

#include "base/backoff.h"
#include "base/bounded_queue.h"
#include "base/mutex.h"
#include "base/service.h"
#include "pipeline/batch/batch_commit.h"
#include "pipeline/chores/chores.h"
#include "pipeline/delivery/deferral_notice.h"
#include "pipeline/ingest/housekeeping.h"
#include "pipeline/ingest/leadership.h"
#include "pipeline/ingest/session_record.h"
#include "pipeline/silence/heartbeat_stage.h"
#include "store/postgres/database_clock.h"

#include <atomic>
#include <condition_variable>
#include <thread>

namespace pulse::pipeline {

struct IngestConfig {
    store::ConnectionConfig database;
    QByteArray clientId; // of the installation's session at its broker; empty: none
    size_t largestBatch = 2'500;
    size_t queueBound = 20'000; // messages; QoS 1 is bounded by Receive Maximum long before
    Backoff retry{std::chrono::milliseconds{100}, std::chrono::milliseconds{5'000}};
};

// What arrives: a device's message, or our own probe, which travels through the same queue.
struct IngestItem {
    ingest::Envelope envelope;
    std::optional<Instant> probeSentAt;
};

struct IngestHooks {
    // false: returns when nothing more is offered that came while we led.
    std::function<void(bool isLeading)> leading = [](bool) {};
    std::function<void(std::vector<model::Receipt>)> acknowledge = [](auto) {};
    OnCommitted committed = [](const auto &) {};
    std::function<void()> jobsCreated = [] {};
    std::function<void()> roomAgain = [] {}; // the queue has room after offer() refused
    std::function<void(size_t messages, std::chrono::nanoseconds took)> batchCommitted = [](auto, auto) {};
    std::function<void(std::chrono::nanoseconds took)> silenceCommitted = [](auto) {};
    RejectSealer sealReject = [](const QByteArray &) { return QByteArray(); };
};

struct IngestState {
    bool isLeading = false;
    bool hasFailed = false; // stopped loudly: a bug or a wrong setup
    QString lastError;
    qint64 batches = 0;
    qint64 stored = 0;
    qint64 duplicates = 0;
    qint64 rejected = 0; // messages
    qint64 deferred = 0; // findings of rules that were put off
    RejectTotals rejectedBy;
    size_t devices = 0;
    size_t queued = 0;
    std::optional<std::chrono::microseconds> lag; // age of the last probe committed
    std::optional<Instant> lastCommitAt;
    std::optional<Instant> leadingSince; // while leading
    // What was published before is committed: the last probe that came back was sent then. While leading.
    std::optional<Instant> completeUpTo;
    std::optional<std::chrono::microseconds> clockOffset; // of the database's clock to ours
};

class IngestStage final : public Service {
public:
    IngestStage(IngestConfig config, store::DatabaseClock &clock, IngestHooks hooks);
    ~IngestStage() override;

    Result<> start() override;
    // Commits what was taken in, unless the database is away; what was not committed is not acknowledged.
    void stop() override;

    // Takes from the front what there is room for. When something stays, the caller keeps it and stops
    // reading until roomAgain.
    void offer(std::vector<IngestItem> &items);
    void sightLost(); // the link to the broker is gone: silence means nothing
    void addStalled(std::chrono::microseconds time); // time in which devices could not reach us

    bool isLeadCertain() const { return m_leadership.isCertain(); }

    SessionRecord &sessionRecord() { return m_sessionRecord; }
    IngestState state();

private:
    void run();
    bool lead();
    Result<bool> tryToLead();
    void follow(const QString &why);
    void work();
    void commitWithRetry(std::vector<IngestItem> &items);
    double stalledSeconds() const { return static_cast<double>(m_stalledUs.load()) / 1e6; }
    Result<> commitOnce(std::span<ingest::Envelope *const> envelopes);
    bool ridesOut(const Error &error, int attempt);
    void settle(const std::vector<IngestItem> &items);
    void judgeSilence();
    std::vector<Chore> chores();
    void doChores();
    Result<> settleOwed();
    Result<> endShelves();
    Result<> measureClock();
    void wait(std::chrono::milliseconds time);
    void stopLoudly(const Error &error);

    const IngestConfig m_config;
    store::DatabaseClock &m_clock;
    const IngestHooks m_hooks;
    BoundedQueue<IngestItem> m_queue;
    std::mutex m_stopMutex; // with the two below: to wait, but not beyond stop()
    std::condition_variable m_stopSignal;
    std::atomic<bool> m_isStopping{false};
    std::atomic<bool> m_hasRefused{false};
    std::atomic<bool> m_isSightLost{false};
    std::atomic<std::int64_t> m_stalledUs{0};
    Leadership m_leadership;
    Mutex<IngestState> m_state;
    SessionRecord m_sessionRecord;
    std::thread m_thread;

    // The writer's own.
    store::Connection m_connection;
    ingest::Registry m_registry;
    RuleIndexes m_rules;
    RegistryRefresh m_refresh{m_registry, m_rules};
    BatchCommit m_commit;
    HeartbeatStage m_heartbeats{m_registry, m_refresh};
    Housekeeping m_housekeeping;
    DeferralNotice m_deferrals{m_registry};
    Sight m_sight;
    bool m_isLeading = false;
    bool m_isSettlingDue = false; // devices are owed judgements that can be made at once
    bool m_isSilenceDue = false; // we see further than when it was judged last, or something was left over
    Chores m_chores;
};

} // namespace pulse::pipeline
