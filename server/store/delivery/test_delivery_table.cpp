// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/delivery/test_delivery_table.h"

namespace pulse::store {

Result<std::chrono::seconds> takeTestDelivery(const TenantScope &scope, IntegrationKey integration,
                                              int tenantPerMinute)
{
    PULSE_TRY(const Rows taken, scope.query("test_delivery.take", {integration, scope.tenant()}));
    if (taken.isEmpty()) {
        PULSE_TRY(const Rows rows, scope.query("test_delivery.wait", {integration}));
        return std::chrono::seconds{rows.first().integer()};
    }
    PULSE_TRY(const Rows ofTenant,
              scope.query("test_delivery.take_of_tenant", {scope.tenant(), tenantPerMinute}));
    if (!ofTenant.isEmpty())
        return std::chrono::seconds{0};
    PULSE_TRY(const Rows rows,
              scope.query("test_delivery.wait_of_tenant", {scope.tenant(), tenantPerMinute}));
    return std::chrono::seconds{rows.first().integer()};
}

} // namespace pulse::store
