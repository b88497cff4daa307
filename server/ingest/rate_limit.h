// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A token bucket whose owner never pays for our backlog: for every second in which ingest was stalled, disconnected or
// behind, each bucket gains a second's worth beyond its burst.
#pragma once

#include "base/clock.h"

namespace pulse::ingest {

struct RateLimit {
    double perSecond = 5;
    double burst = 20;
};

class TokenBucket {
public:
    // `stalled`: seconds so far, ever, in which we did not take messages (it only rises).
    bool take(const RateLimit &limit, Instant now, double stalled);

private:
    double m_tokens = -1; // below 0: starts full
    Instant m_filledAt;
    double m_stalledSeen = 0;
};

} // namespace pulse::ingest
