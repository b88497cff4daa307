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

class TokenBucket {
public:
    // `stalled`: seconds in which we did not take messages, since this server leads and just before (it only
    // rises). A bucket that is new starts full and with that credit: buckets are made anew when a server
    // takes the lead.
    bool take(const RateLimit &limit, Instant now, double stalled);

private:
    double m_tokens = -1; // below 0: starts full
    Instant m_filledAt;
    double m_stalledSeen = 0;
};

} // namespace pulse::ingest
