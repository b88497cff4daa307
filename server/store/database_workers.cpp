// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/database_workers.h"

namespace pulse::store {

DatabaseWorkers::DatabaseWorkers(ConnectionConfig config, int workers, size_t queueBound)
    : m_config(std::move(config))
    , m_workers(workers)
    , m_jobs(queueBound)
{
}

DatabaseWorkers::~DatabaseWorkers() { stop(); }

Result<> DatabaseWorkers::start()
{
    for (int i = 0; i < m_workers; ++i)
        m_threads.emplace_back([this] { run(); });
    return {};
}

void DatabaseWorkers::stop()
{
    m_jobs.close();
    for (std::thread &thread : m_threads)
        thread.join();
    m_threads.clear();
}

bool DatabaseWorkers::submit(Job job) { return m_jobs.tryPush(job); }

void DatabaseWorkers::run()
{
    Connection connection(m_config);
    while (true) {
        const auto jobs = m_jobs.takeUntil(std::chrono::steady_clock::now() + std::chrono::hours{1}, 1);
        if (jobs.empty() && m_jobs.isClosed())
            return;
        for (const Job &job : jobs)
            job(connection);
    }
}

} // namespace pulse::store
