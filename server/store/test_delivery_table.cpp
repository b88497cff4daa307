// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/test_delivery_table.h"

namespace pulse::store {

Result<std::chrono::seconds> takeTestDelivery(const TenantScope &scope, IntegrationKey integration)
{
    PULSE_TRY(const Rows taken, scope.query("test_delivery.take", {integration, scope.tenant()}));
    if (taken.size() > 0)
        return std::chrono::seconds{0};
    PULSE_TRY(const Rows rows, scope.query("test_delivery.wait", {integration}));
    return std::chrono::seconds{rows.first().integer()};
}

} // namespace pulse::store
