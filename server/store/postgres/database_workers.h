// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The database workers: N threads, each with a connection of its own, that run what the HTTP edge may not;
// shared out among participants (work_shares.h). What nobody waits for any more is dropped before it begins,
// and cancelled by one more thread while it runs.
//
// Thread safety: submit(), abandon(), counts() and stop() from any thread; a job runs on one worker and hands
// its result on by itself.
// Invariants: what waits is bounded; what is refused is returned to the caller, and why.
#pragma once

#include "base/service.h"
#include "store/postgres/interrupt.h"
#include "store/postgres/work_shares.h"

#include <condition_variable>
#include <thread>
#include <vector>

namespace pulse::store {

struct WorkCounts {
    quint64 refused = 0; // too much waited
    quint64 dropped = 0; // abandoned before they began
    quint64 cancelled = 0; // abandoned while they ran
};

class DatabaseWorkers final : public Service {
public:
    using Job = std::function<void(Connection &)>;

    DatabaseWorkers(ConnectionConfig config, int workers, const WorkLimits &limits);
    ~DatabaseWorkers() override;

    Result<> start() override;
    void stop() override; // runs what was taken in, then ends; a statement's timeout bounds the wait

    tl::expected<WorkTicket, WorkRefusal> submit(const Participant &participant, Job job);
    // Nobody wants it any more. One that has begun fails at its next statement, or in the one that runs.
    void abandon(const WorkTicket &ticket);
    size_t waiting() const;
    WorkCounts counts() const;

private:
    struct Worker {
        std::thread thread;
        Interrupt interrupt;
        WorkTicket current;
    };

    void run(Worker &worker);
    std::optional<WorkShares::Work> take(Worker &worker);
    void ended(Worker &worker);
    void cancelAbandoned();
    std::vector<Worker *> abandoned() const;

    const ConnectionConfig m_config;
    mutable std::mutex m_mutex; // of all below, and of the workers' `current`
    std::condition_variable m_changed; // something may begin, or all is over
    std::condition_variable m_hasAbandoned;
    WorkShares m_shares;
    WorkCounts m_counts;
    quint64 m_lastNumber = 0;
    int m_free = 0;
    bool m_isClosed = false; // takes nothing more
    bool m_isOver = false; // and has run all of it
    std::vector<std::unique_ptr<Worker>> m_workers;
    std::thread m_canceller;
};

} // namespace pulse::store
