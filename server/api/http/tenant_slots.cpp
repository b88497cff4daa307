// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/http/tenant_slots.h"

namespace pulse::api {

using namespace Qt::StringLiterals;

Result<TenantSlots::Slot> TenantSlots::take(TenantKey tenant)
{
    auto counts = m_counts->lock();
    if (counts->byTenant.value(tenant) >= m_limits.perTenant)
        return fail(ErrorKind::TooMany, m_limits.tenantHasTooMany, u"too_many_requests"_s);
    if (counts->all >= m_limits.all)
        return fail(ErrorKind::Unavailable, m_limits.thereAreTooMany);
    ++counts->byTenant[tenant];
    ++counts->all;
    return Slot(nullptr, [shared = m_counts, tenant](const void *) {
        auto counted = shared->lock();
        --counted->all;
        if (--counted->byTenant[tenant] == 0)
            counted->byTenant.remove(tenant);
    });
}

} // namespace pulse::api
