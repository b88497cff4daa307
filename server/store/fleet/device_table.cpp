// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/fleet/device_table.h"

#include "model/words.h"
#include "store/tenancy/config_change.h"
#include "store/tenancy/keyset_list.h"

namespace pulse::store {

using namespace Qt::StringLiterals;

using model::Device;

RowShape<Device> deviceShape()
{
    return {
        column("tenant_id", &Device::tenantId),
        column("device_id", &Device::deviceId),
        column("site_id", &Device::siteId),
        column("name", &Device::name),
        column("description", &Device::description),
        column("labels", &Device::labels),
        column("status", &Device::status),
        column("status_reason", &Device::statusReason),
        column("last_seen_at", &Device::lastSeenAt),
        column("last_heartbeat_at", &Device::lastHeartbeatAt),
        column("last_telemetry_at", &Device::lastTelemetryAt),
        column("last_state_change_at", &Device::lastStateChangeAt),
        column("state", &Device::state),
        // None unless one of these says something.
        column("clock_behind",
               [](Device &device, const std::optional<std::chrono::duration<double>> &behind) {
                   if (behind)
                       device.clock.emplace().behind = std::chrono::round<std::chrono::microseconds>(*behind);
               }),
        column("late_since",
               [](Device &device, const std::optional<Instant> &since) {
                   if (since)
                       device.clock = {device.clock.value_or(model::SlowClock{}).behind, since};
               }),
    };
}

namespace {

const KeysetList<model::Device> kDevices{
    {"device.list", deviceShape()}, "device.count", {by(&model::Device::deviceId)}};
const Query<model::Device> kOneDevice{"device.one", deviceShape()};
const auto kMissing = u"there is no such device"_s;

} // namespace

Result<model::Page<model::Device>> listDevices(const TenantScope &scope, const DeviceFilter &filter,
                                               const model::PageRequest &page)
{
    const Param pattern =
        filter.search.isEmpty() ? Param(std::nullopt) : Param(containsPattern(filter.search));
    const Param status = filter.status ? Param(model::word(*filter.status)) : Param(std::nullopt);
    const auto &[key, value] = filter.label;
    const Param having = value ? Param(QJsonObject{{key, *value}}) : Param(std::nullopt);
    return kDevices.read(scope, page,
                         {pattern, status, having, value ? Param(std::nullopt) : Param::orNull(key)});
}

Result<model::Device> deviceById(const TenantScope &scope, const QString &deviceId)
{
    return scope.one(kOneDevice, {deviceId}, kMissing);
}

Result<model::Device> changeDevice(const TenantScope &scope, const QString &deviceId,
                                   const DeviceChange &change)
{
    PULSE_TRY(const auto key, scope.value<DeviceKey>("device.lock_profile", {deviceId}, kMissing));
    PULSE_TRY(const Device before, deviceById(scope, deviceId));
    PULSE_TRY(const Device wanted, change(before));
    PULSE_CHECK(scope.query("device.change_profile", {key, wanted.name, wanted.description, wanted.labels}));
    PULSE_CHECK(recordDeviceChange(scope, scope.tenant(), key));
    return wanted;
}

} // namespace pulse::store
