// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A token bucket whose owner never pays for our backlog: for every second in which ingest was stalled,
// disconnected or behind, each bucket gains a second's worth beyond its burst.
#pragma once

#include "base/clock.h"

namespace pulse::ingest {

struct RateLimit {
    double perSecond = 5;
    double burst = 20;
};

// Thread safety: none.
class TokenBucket {
public:
    // Credit that is not used is kept, but never more than that of a day: a bound, whatever is reported as
    // stalled.
    static constexpr double kMostStalled = 86'400;

    // `stalled`: seconds in which we did not take messages, since this server leads and just before (it only
    // rises). A bucket starts full, with the credit for all beyond `stalledBefore`: buckets of devices are
    // made anew when a server takes the lead, and have the whole of it.
    explicit TokenBucket(double stalledBefore = 0)
        : m_stalledSeen(stalledBefore)
    {
    }

    bool take(const RateLimit &limit, Instant now, double stalled);

    // The two halves of take(), for who asks several buckets before spending from any.
    bool fill(const RateLimit &limit, Instant now, double stalled); // true: there is one to spend
    // Below nothing is a debt, which is paid before there is one to spend again. Requires: fill() said true
    void spend(double count = 1);
    double left() const { return m_level + m_credit; } // as of the last fill()

private:
    double m_level = 0; // up to the burst; below 0: a debt
    double m_credit = 0; // for our stalls, on top
    Instant m_filledAt;
    double m_stalledSeen;
    bool m_isNew = true; // not filled yet
};

} // namespace pulse::ingest
