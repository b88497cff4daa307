// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Who ingests: the server whose connection holds the ingest lock. The others ask for it four times a second,
// on one connection each: to wait inside pg_advisory_lock() would hold a snapshot for as long, and vacuum
// could clean up nothing that is younger.
//
// Thread safety: isCertain() from any thread; the rest is the writer's.
#pragma once

#include "store/postgres/connection.h"

#include <atomic>
#include <chrono>

namespace pulse::pipeline {

class Leadership {
public:
    using Steady = std::chrono::steady_clock;
    static constexpr std::chrono::milliseconds kAskingInterval{250}; // of a standby

    // PostgreSQL ends our session after as long a silence; 0: never.
    explicit Leadership(std::chrono::milliseconds silenceTimeout)
        : m_patience(silenceTimeout)
    {
    }

    Result<bool> ask(store::Connection &connection); // true: we have the lock
    // PostgreSQL answered what we asked it then, so it would wait for longer than since then.
    void confirm(Steady::time_point asked);
    void end() { m_until = Steady::time_point{}; }

    // True while nobody else can have taken the lead.
    bool isCertain() const { return Steady::now() < m_until.load(); }

private:
    const std::chrono::milliseconds m_patience;
    std::atomic<Steady::time_point> m_until{{}}; // at least
};

} // namespace pulse::pipeline
