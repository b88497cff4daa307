// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One row in the change feed for a change of configuration, of the registry or of a system alert. Call it
// last in the transaction: it takes the lock that makes the feed's order the order of commits.
#pragma once

#include "store/tenancy/scope.h"

namespace pulse::store {

Result<> recordConfigChange(const Scope &scope, TenantKey tenant); // an invalid key: the whole installation
Result<> recordDeviceChange(const Scope &scope, TenantKey tenant, DeviceKey device);
Result<> recordSystemAlertChange(const Scope &scope, TenantKey tenant, qint64 systemAlertId);

} // namespace pulse::store
