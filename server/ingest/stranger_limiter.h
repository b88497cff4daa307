// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// How many messages that cannot say who sent them are taken seriously: one bucket per tenant that a topic
// names, known or invented. Only what is refused is ever charged here, so a stranger cannot use up what a
// device may send. See docs/decisions/0009-strangers.md.
//
// Thread safety: none; the writer's.
// Invariants: at most `mostTenants` are remembered; who was asked for longest ago is forgotten.
#pragma once

#include "ingest/metric_names.h"
#include "ingest/rate_limit.h"

#include <list>

namespace pulse::ingest {

class StrangerLimiter {
public:
    static constexpr size_t kMostTenants = 65'536;
    static constexpr RateLimit kLimit{50, 200};

    explicit StrangerLimiter(size_t mostTenants = kMostTenants)
        : m_mostTenants(mostTenants)
    {
    }

    // False: no more of these for now. `topicTenant` empty: topics that name none.
    bool take(QByteArrayView topicTenant, Instant now, double stalled);

    size_t size() const { return m_recent.size(); }
    bool remembers(QByteArrayView topicTenant) const { return m_byTenant.contains(topicTenant); }

private:
    struct Entry {
        QByteArray tenantId;
        TokenBucket bucket;
    };
    using Position = std::list<Entry>::iterator;

    Entry &entry(QByteArrayView topicTenant, double stalled);

    size_t m_mostTenants;
    std::list<Entry> m_recent; // asked for last comes first
    std::unordered_map<QByteArrayView, Position, BytesHash, BytesEqual> m_byTenant; // views into the entries
};

} // namespace pulse::ingest
