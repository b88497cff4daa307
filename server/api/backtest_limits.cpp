// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/backtest_limits.h"

namespace pulse::api {

using namespace Qt::StringLiterals;

Result<BacktestSlots::Slot> BacktestSlots::take(TenantKey tenant)
{
    auto counts = m_counts->lock();
    if (counts->byTenant.value(tenant) >= m_limits.perTenant)
        return fail(ErrorKind::Unavailable, u"a back-test is under way already; wait until it is through"_s,
                    u"too_many_requests"_s);
    if (counts->all >= m_limits.atOnce)
        return fail(ErrorKind::Unavailable, u"the server is busy with back-tests; try again"_s);
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
