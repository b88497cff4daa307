// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/tenancy/config_change.h"

namespace pulse::store {

using namespace Qt::StringLiterals;

Result<> recordConfigChange(const Scope &scope, TenantKey tenant)
{
    PULSE_CHECK(scope.query("config_change.record", {tenant, "config"_L1, qint64{0}}));
    return {};
}

Result<> recordDeviceChange(const Scope &scope, TenantKey tenant, DeviceKey device)
{
    PULSE_CHECK(scope.query("config_change.record", {tenant, "device"_L1, device}));
    return {};
}

Result<> recordSystemAlertChange(const Scope &scope, TenantKey tenant, qint64 systemAlertId)
{
    PULSE_CHECK(scope.query("config_change.record", {tenant, "system"_L1, systemAlertId}));
    return {};
}

} // namespace pulse::store
