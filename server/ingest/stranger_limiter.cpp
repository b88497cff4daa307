// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/stranger_limiter.h"

namespace pulse::ingest {

bool StrangerLimiter::take(QByteArrayView topicTenant, Instant now, double stalled)
{
    return entry(topicTenant, stalled).bucket.take(kLimit, now, stalled);
}

StrangerLimiter::Entry &StrangerLimiter::entry(QByteArrayView topicTenant, double stalled)
{
    const auto known = m_byTenant.find(topicTenant);
    if (known != m_byTenant.end()) {
        m_recent.splice(m_recent.begin(), m_recent, known->second);
        return m_recent.front();
    }
    if (m_recent.size() >= m_mostTenants) {
        m_byTenant.erase(m_recent.back().tenantId);
        m_recent.pop_back();
    }
    // No credit for stalls before: else a name that is invented anew would have all of it again.
    m_recent.push_front({topicTenant.toByteArray(), TokenBucket(stalled)});
    m_byTenant.emplace(m_recent.front().tenantId, m_recent.begin());
    return m_recent.front();
}

} // namespace pulse::ingest
