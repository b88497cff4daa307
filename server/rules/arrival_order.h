// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Stored readings are found by their own time; rules saw them in the order they arrived in. Given the
// readings of one device that were evaluated in the first order, this yields them in the second, and holds no
// more than a window of them.
//
// A window is enough. What was evaluated is not late: its time is at most lateAfter before its arrival, or
// not before the last time evaluated; and none is further ahead of its arrival than futureAccept. So a
// reading that came after another is never more than lateAfter + futureAccept older than it, unless the clock
// was set back between them and is judged by its new times (device_clock). Then what came before the step
// and what came after it have the same times. But nothing still to be pushed is older than the horizon, or
// further ahead of its arrival than half a window: what came that long before the horizon came before it.
#pragma once

#include "model/reading.h"

#include <optional>
#include <queue>
#include <tuple>
#include <vector>

namespace pulse::rules {

// Invariants: holds at most kMost readings; where a window has more, the first to arrive of those held goes
// on.
class ArrivalOrder {
public:
    static constexpr size_t kMost = 100'000;

    explicit ArrivalOrder(std::chrono::microseconds window)
        : m_window(window)
    {
    }

    // Requires: no ts before that of the reading pushed last.
    void push(model::StoredReading reading);
    void end() { m_isAtEnd = true; } // nothing more is pushed
    // The next, once nothing that is still to be pushed can have arrived before it.
    std::optional<model::StoredReading> pop();

private:
    struct ArrivedLater {
        bool operator()(const model::StoredReading &a, const model::StoredReading &b) const
        {
            return std::tie(a.receivedAt, a.ts) > std::tie(b.receivedAt, b.ts);
        }
    };

    bool isSettled(const model::StoredReading &reading) const;

    const std::chrono::microseconds m_window;
    std::priority_queue<model::StoredReading, std::vector<model::StoredReading>, ArrivedLater> m_held;
    Instant m_horizon; // the time pushed last
    bool m_isAtEnd = false;
};

} // namespace pulse::rules
