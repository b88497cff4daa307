// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/tenancy/config_change.h"

#include "store/postgres/columns.h"

#include <array>

namespace pulse::store {

namespace {

QByteArray kindWord(model::Change::Kind kind)
{
    switch (kind) {
    case model::Change::Kind::Alert: return "alert";
    case model::Change::Kind::Device: return "device";
    case model::Change::Kind::Job: return "job";
    case model::Change::Kind::Config: return "config";
    case model::Change::Kind::System: return "system";
    case model::Change::Kind::Session: return "session";
    }
    Q_UNREACHABLE();
}

} // namespace

Result<> recordChanges(const Scope &scope, std::span<const model::Change> changes)
{
    if (changes.empty())
        return {};
    PULSE_CHECK(
        scope.query("config_change.record",
                    {int4s(changes, &model::Change::tenant),
                     texts(changes, [](const model::Change &change) { return kindWord(change.kind); }),
                     int8s(changes, &model::Change::key)}));
    return {};
}

Result<> recordConfigChange(const Scope &scope, TenantKey tenant)
{
    return recordChanges(scope, std::array{model::Change{tenant, model::Change::Kind::Config, 0}});
}

Result<> recordDeviceChange(const Scope &scope, TenantKey tenant, DeviceKey device)
{
    return recordChanges(scope, std::array{model::Change{tenant, model::Change::Kind::Device, device.value}});
}

Result<> recordSystemAlertChange(const Scope &scope, TenantKey tenant, qint64 systemAlertId)
{
    return recordChanges(scope,
                         std::array{model::Change{tenant, model::Change::Kind::System, systemAlertId}});
}

RowShape<model::Change> systemAlertChangeShape()
{
    return {
        column("system_alert_key",
               [](model::Change &change, qint64 key) {
                   change.kind = model::Change::Kind::System;
                   change.key = key;
               }),
        column("tenant_key", &model::Change::tenant),
    };
}

} // namespace pulse::store
