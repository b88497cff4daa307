// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// How long devices' messages could not reach us, whatever the cause: link, broker, database or server. Judged
// by the probe, which waits in the same queue: while none comes back, neither does what was published after
// the last one that did.
//
// So it counts where messages are received, and not where they are committed: what was received in time has
// its receive time, however long its batch waits.
//
// Thread safety: none; the ingest thread's.
#pragma once

#include <algorithm>
#include <chrono>

namespace pulse::pipeline {

class StallMeter {
public:
    using Time = std::chrono::steady_clock::time_point;

    // Probes are a second apart. What is held up for less than this is not noticed: a device that stays
    // within its burst by as many seconds' worth does not notice either, and it does not add up.
    static constexpr std::chrono::milliseconds kUnnoticed{1'500};

    // What was before is known otherwise.
    void begin(Time now) { m_completeUpTo = m_countedUpTo = now; }

    // A probe that was sent then has come in, and with it all that was published before.
    void probeReturned(Time sentAt) { m_completeUpTo = std::max(m_completeUpTo, sentAt); }

    // What has become known as stalled since the last call. To be asked before messages that have just come
    // in are handed on: they are the backlog.
    std::chrono::microseconds take(Time now)
    {
        if (now - m_completeUpTo <= kUnnoticed)
            return std::chrono::microseconds{0};
        const Time from = std::max(m_completeUpTo, m_countedUpTo);
        const auto stalled = std::chrono::floor<std::chrono::microseconds>(now - from);
        m_countedUpTo = from + stalled;
        return stalled;
    }

private:
    Time m_completeUpTo;
    Time m_countedUpTo;
};

} // namespace pulse::pipeline
