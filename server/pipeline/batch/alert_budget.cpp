// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/batch/alert_budget.h"

namespace pulse::pipeline {

bool AlertBudget::hasRate(ingest::Tenant &tenant, size_t spent) const
{
    const model::TenantSettings &settings = tenant.config.settings;
    const ingest::RateLimit rate{settings.alertChangesPerSecond, settings.alertChangesBurst};
    tenant.alertChanges.fill(rate, m_now, m_stalledSeconds);
    return tenant.alertChanges.left() - static_cast<double>(spent) >= 1;
}

bool AlertBudget::affords(ingest::Tenant &tenant)
{
    const size_t spent = m_spent[&tenant];
    const bool hasShare = spent < m_share && (m_total < kOfBatch || spent < kReserved);
    return hasShare && hasRate(tenant, spent);
}

void AlertBudget::charge(ingest::Tenant &tenant, size_t changes)
{
    m_spent[&tenant] += changes;
    m_total += changes;
}

void AlertBudget::apply()
{
    for (const auto &[tenant, spent] : m_spent)
        tenant->alertChanges.spend(static_cast<double>(spent));
    m_spent.clear();
    m_total = 0;
}

} // namespace pulse::pipeline
