// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The database workers: N threads, each with a connection of its own, that run what the HTTP edge may not.
//
// Thread safety: submit() and stop() from any thread; a job runs on one worker and hands its result on by
// itself. Invariants: the queue is bounded; what it refuses is returned to the caller.
#pragma once

#include "base/bounded_queue.h"
#include "base/service.h"
#include "store/connection.h"

#include <functional>
#include <thread>
#include <vector>

namespace pulse::store {

class DatabaseWorkers final : public Service {
public:
    using Job = std::function<void(Connection &)>;

    DatabaseWorkers(ConnectionConfig config, int workers, size_t queueBound);
    ~DatabaseWorkers() override;

    Result<> start() override;
    void stop() override; // runs what was taken in, then ends; a statement's timeout bounds the wait

    [[nodiscard]] bool submit(Job job); // false when full or stopping
    size_t waiting() const { return m_jobs.size(); }

private:
    void run();

    const ConnectionConfig m_config;
    const int m_workers;
    BoundedQueue<Job> m_jobs;
    std::vector<std::thread> m_threads;
};

} // namespace pulse::store
