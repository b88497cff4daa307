// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/rate_limit.h"

#include <algorithm>
#include <utility>

namespace pulse::ingest {

bool TokenBucket::fill(const RateLimit &limit, Instant now, double stalled)
{
    const double elapsed = std::max(0.0, std::chrono::duration<double>(now - m_filledAt).count());
    const bool isNew = std::exchange(m_isNew, false);
    m_level = isNew ? limit.burst : std::min(limit.burst, m_level + elapsed * limit.perSecond);
    m_credit += std::max(0.0, stalled - m_stalledSeen) * limit.perSecond;
    m_credit = std::min(m_credit, kMostStalled * limit.perSecond);
    // Also when the clock stepped back: the alternative is a bucket that is not filled until it has caught
    // up.
    m_filledAt = now;
    m_stalledSeen = stalled;
    return m_level + m_credit >= 1;
}

void TokenBucket::spend(double count)
{
    m_level -= count;
    if (m_level >= 0)
        return;
    const double fromCredit = std::min(m_credit, -m_level);
    m_credit -= fromCredit;
    m_level += fromCredit;
}

bool TokenBucket::take(const RateLimit &limit, Instant now, double stalled)
{
    const bool holdsOne = fill(limit, now, stalled);
    if (holdsOne)
        spend();
    return holdsOne;
}

} // namespace pulse::ingest
