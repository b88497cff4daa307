// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/delivery/test_delivery_table.h"

namespace pulse::store {

Result<std::chrono::seconds> takeTestDelivery(const TenantScope &scope, IntegrationKey integration,
                                              int tenantPerMinute)
{
    using std::chrono::seconds;
    PULSE_TRY(const Rows taken, scope.query("test_delivery.take", {integration, scope.tenant()}));
    if (taken.isEmpty())
        return scope.value<seconds>("test_delivery.wait", {integration});
    const std::array<Param, 2> ofTenant{scope.tenant(), tenantPerMinute};
    PULSE_TRY(const Rows takenOfTenant, scope.query("test_delivery.take_of_tenant", ofTenant));
    if (takenOfTenant.isEmpty())
        return scope.value<seconds>("test_delivery.wait_of_tenant", ofTenant);
    return seconds{0};
}

} // namespace pulse::store
