// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tells a tenant and the operators that alerts of the tenant come late, because its rules change more of them
// than its budget allows: a system alert ALERTS_DEFERRED, brought up to date every ten seconds, cleared by
// whichever server leads after a minute without.
//
// Thread safety: none; the writer's.
#pragma once

#include "ingest/registry.h"
#include "store/postgres/connection.h"

#include <map>

namespace pulse::pipeline {

class DeferralNotice {
public:
    explicit DeferralNotice(ingest::Registry &registry)
        : m_registry(registry)
    {
    }

    void note(const std::map<TenantKey, qint64> &findings); // put off in a batch that committed
    Result<> run(store::Connection &connection, Instant now); // each second

private:
    Result<> raise(store::Connection &connection, TenantKey tenant, qint64 findings, Instant now) const;
    Result<> clearQuiet(store::Connection &connection, Instant now) const;

    ingest::Registry &m_registry;
    std::map<TenantKey, qint64> m_unsaid;
    Instant m_saidAt;
};

} // namespace pulse::pipeline
