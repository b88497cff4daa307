// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Rows in the change feed. The last statement of a transaction: it takes the lock that makes the feed's order
// the order of commits.
#pragma once

#include "model/alert_change.h"
#include "store/tenancy/scope.h"

#include <span>

namespace pulse::store {

Result<> recordChanges(const Scope &scope, std::span<const model::Change> changes);

Result<> recordConfigChange(const Scope &scope, TenantKey tenant); // an invalid key: the whole installation
Result<> recordDeviceChange(const Scope &scope, TenantKey tenant, DeviceKey device);
Result<> recordSystemAlertChange(const Scope &scope, TenantKey tenant, qint64 systemAlertId);

// Of statements that return the key and the tenant of system alerts they changed.
RowShape<model::Change> systemAlertChangeShape();

} // namespace pulse::store
