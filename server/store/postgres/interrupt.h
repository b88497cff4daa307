// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Ends what a connection is at, from another thread, when nobody wants it any more: raise() keeps further
// statements from beginning, strike() ends the one that runs (PostgreSQL's cancel request).
//
// Thread safety: raise() and strike() from any thread; lower() and aim() from the connection's.
// Invariants: once lower() has returned no strike is under way, so that none hits what comes next.
#pragma once

#include "base/mutex.h"

#include <atomic>
#include <memory>

struct pg_conn;
struct pg_cancel;

namespace pulse::store {

class Interrupt {
public:
    Interrupt();
    ~Interrupt();
    Interrupt(const Interrupt &) = delete;
    Interrupt &operator=(const Interrupt &) = delete;

    void raise() { m_isRaised = true; }
    void lower();
    bool isRaised() const { return m_isRaised; }
    // Waits for PostgreSQL to take the request, so never call it on a thread that others wait for. A request
    // that arrives before the statement begins ends nothing: call it again until the work is over.
    void strike();
    void aim(pg_conn *connection); // null: there is nothing to be ended

private:
    using Target = std::unique_ptr<pg_cancel, void (*)(pg_cancel *)>;
    Mutex<Target> m_target;
    std::atomic<bool> m_isRaised = false;
};

} // namespace pulse::store
