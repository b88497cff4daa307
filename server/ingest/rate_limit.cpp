// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/rate_limit.h"

#include <algorithm>

namespace pulse::ingest {

bool TokenBucket::take(const RateLimit &limit, Instant now, double stalled)
{
    if (m_tokens < 0) {
        m_tokens = limit.burst + stalled * limit.perSecond;
    } else {
        const double elapsed = std::max(0.0, std::chrono::duration<double>(now - m_filledAt).count());
        // What was gained beyond the burst through a stall stays until it is used.
        m_tokens = std::max(m_tokens, std::min(limit.burst, m_tokens + elapsed * limit.perSecond));
        m_tokens += (stalled - m_stalledSeen) * limit.perSecond;
    }
    m_filledAt = std::max(m_filledAt, now);
    m_stalledSeen = stalled;
    if (m_tokens < 1)
        return false;
    m_tokens -= 1;
    return true;
}

} // namespace pulse::ingest
