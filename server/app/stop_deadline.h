// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Ends the process when stopping in order takes too long: a database that answers nobody holds up whoever
// waits for it, and nothing is lost by not waiting. What was not acknowledged comes again.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace pulse::app {

// Thread safety: none. Lives while the stopping goes on.
class StopDeadline {
public:
    explicit StopDeadline(std::chrono::seconds patience);
    ~StopDeadline(); // stopped in time

private:
    void watch(std::chrono::seconds patience);

    std::mutex m_mutex;
    std::condition_variable m_signal;
    bool m_isStopped = false;
    std::thread m_thread; // last: it reads the members above
};

} // namespace pulse::app
