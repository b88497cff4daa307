// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// How many changes of alerts (transitions, jobs, timers) one batch makes, so that no tenant's rules keep the
// readings of the others waiting: so many a batch, half of them for one tenant, and a tenant's own rate
// (ALERT_CHANGES_RPS, ALERT_CHANGES_BURST). What is beyond is owed (model::OwedJudgement), not lost. See
// docs/decisions/0031-alert-budget.md.
//
// Thread safety: none; lives as long as its batch. Invariants: nothing is charged to a tenant before apply().
#pragma once

#include "ingest/registry.h"

#include <map>

namespace pulse::pipeline {

class AlertBudget {
public:
    // At some 0.1 ms a change a batch stays below 0.2 s.
    static constexpr size_t kOfBatch = 2'000;
    static constexpr size_t kOfTenant = 1'000; // the whole batch, where it has no other tenant
    static constexpr size_t kReserved = 20; // of each tenant, whatever the others took

    // `stalledSeconds`: time of ours in which devices could not reach us; the rate is credited for it.
    // `share`: the most of one tenant.
    AlertBudget(Instant now, double stalledSeconds, size_t share = kOfTenant)
        : m_now(now)
        , m_stalledSeconds(stalledSeconds)
        , m_share(share)
    {
    }

    // True while the tenant may have one more finding acted on, whatever that one costs.
    bool affords(ingest::Tenant &tenant);
    void charge(ingest::Tenant &tenant, size_t changes);

    // After COMMIT: the tenants' rates pay.
    void apply();
    // A batch that follows at once could act on what `tenant` is owed: it is the batch that is full, not the
    // rate that is used up.
    bool affordsNext(ingest::Tenant &tenant) const
    {
        const auto spent = m_spent.find(&tenant);
        return hasRate(tenant, spent == m_spent.end() ? 0 : spent->second);
    }

private:
    bool hasRate(ingest::Tenant &tenant, size_t spent) const;

    Instant m_now;
    double m_stalledSeconds;
    size_t m_share;
    std::map<ingest::Tenant *, size_t> m_spent;
    size_t m_total = 0;
};

} // namespace pulse::pipeline
