// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/postgres/database_workers.h"

#include <algorithm>

namespace pulse::store {

namespace {

constexpr std::chrono::milliseconds kStrikeAgain{50}; // a request may have come between two statements

} // namespace

DatabaseWorkers::DatabaseWorkers(ConnectionConfig config, int workers, const WorkLimits &limits)
    : m_config(std::move(config))
    , m_shares(limits)
{
    for (int i = 0; i < workers; ++i)
        m_workers.push_back(std::make_unique<Worker>());
}

DatabaseWorkers::~DatabaseWorkers() { stop(); }

Result<> DatabaseWorkers::start()
{
    m_free = static_cast<int>(m_workers.size());
    for (const auto &worker : m_workers)
        worker->thread = std::thread([this, mine = worker.get()] { run(*mine); });
    m_canceller = std::thread([this] { cancelAbandoned(); });
    return {};
}

void DatabaseWorkers::stop()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isClosed = true;
    }
    m_changed.notify_all();
    for (const auto &worker : m_workers) {
        if (worker->thread.joinable())
            worker->thread.join();
    }
    {
        const std::lock_guard lock(m_mutex);
        m_isOver = true;
    }
    m_hasAbandoned.notify_all();
    if (m_canceller.joinable())
        m_canceller.join();
}

tl::expected<WorkTicket, WorkRefusal> DatabaseWorkers::submit(const Participant &participant, Job job)
{
    WorkTicket ticket{participant, 0};
    {
        const std::lock_guard lock(m_mutex);
        if (m_isClosed)
            return tl::unexpected(WorkRefusal::Stopping);
        ticket.number = ++m_lastNumber;
        if (const auto refusal = m_shares.add({ticket, std::move(job)})) {
            ++m_counts.refused;
            return tl::unexpected(*refusal);
        }
    }
    m_changed.notify_one();
    return ticket;
}

void DatabaseWorkers::abandon(const WorkTicket &ticket)
{
    const std::lock_guard lock(m_mutex);
    if (m_shares.drop(ticket)) {
        ++m_counts.dropped;
        return;
    }
    for (const auto &worker : m_workers) {
        if (ticket.number == 0 || worker->current.number != ticket.number || worker->interrupt.isRaised())
            continue;
        ++m_counts.cancelled;
        worker->interrupt.raise();
        m_hasAbandoned.notify_one();
    }
}

size_t DatabaseWorkers::waiting() const
{
    const std::lock_guard lock(m_mutex);
    return m_shares.waiting();
}

WorkCounts DatabaseWorkers::counts() const
{
    const std::lock_guard lock(m_mutex);
    return m_counts;
}

void DatabaseWorkers::run(Worker &worker)
{
    Connection connection(m_config);
    connection.heed(&worker.interrupt);
    while (auto work = take(worker)) {
        work->job(connection);
        work.reset(); // with what it holds, before the next begins
        ended(worker);
    }
}

// Waits for work that may begin; none when all is over.
std::optional<WorkShares::Work> DatabaseWorkers::take(Worker &worker)
{
    std::unique_lock lock(m_mutex);
    std::optional<WorkShares::Work> work;
    m_changed.wait(lock, [&] {
        work = m_shares.next(m_free);
        return work || (m_isClosed && m_shares.waiting() == 0);
    });
    if (work) {
        --m_free;
        worker.current = work->ticket;
    }
    return work;
}

void DatabaseWorkers::ended(Worker &worker)
{
    {
        const std::lock_guard lock(m_mutex);
        m_shares.ended(std::exchange(worker.current, {}).participant);
        ++m_free;
    }
    worker.interrupt.lower(); // nobody raises it any more: what it was raised for is over
    m_changed.notify_all(); // what waits for a share or for a free worker, at any of them
}

std::vector<DatabaseWorkers::Worker *> DatabaseWorkers::abandoned() const
{
    std::vector<Worker *> found;
    for (const auto &worker : m_workers) {
        if (worker->interrupt.isRaised())
            found.push_back(worker.get());
    }
    return found;
}

void DatabaseWorkers::cancelAbandoned()
{
    std::unique_lock lock(m_mutex);
    while (!m_isOver) {
        const auto workers = abandoned();
        if (workers.empty()) {
            m_hasAbandoned.wait(lock, [this] { return m_isOver || !abandoned().empty(); });
            continue;
        }
        lock.unlock();
        for (Worker *worker : workers)
            worker->interrupt.strike();
        lock.lock();
        m_hasAbandoned.wait_for(lock, kStrikeAgain, [this] { return m_isOver; });
    }
}

} // namespace pulse::store
