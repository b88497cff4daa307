// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/fleet/device_table.h"

#include "model/words.h"
#include "store/postgres/cursor.h"
#include "store/postgres/slow_clock.h"

namespace pulse::store {

using namespace Qt::StringLiterals;

namespace {

model::Device deviceFromRow(RowReader row)
{
    model::Device device;
    device.tenantId = row.text();
    device.deviceId = row.text();
    device.siteId = row.text();
    device.status = model::fromWord<model::DeviceStatus>(row.text()).value_or(model::DeviceStatus::Stale);
    device.statusReason = model::fromWord<model::StatusReason>(row.text());
    device.lastSeenAt = row.optionalInstant();
    device.lastHeartbeatAt = row.optionalInstant();
    device.lastTelemetryAt = row.optionalInstant();
    device.lastStateChangeAt = row.optionalInstant();
    device.state = row.json();
    device.clock = slowClock(row);
    return device;
}

} // namespace

Result<wire::Page<model::Device>> listDevices(const TenantScope &scope, const DeviceFilter &filter,
                                              const wire::PageRequest &page)
{
    PULSE_TRY(const QStringList after, cursorValues(page.after, 1));
    const Param pattern =
        filter.search.isEmpty() ? Param(std::nullopt) : Param(containsPattern(filter.search));
    const Param status = filter.status ? Param(model::word(*filter.status)) : Param(std::nullopt);
    PULSE_TRY(
        const Rows rows,
        scope.query("device.list", {Param::orNull(after[0]), pattern, status, page.limit + 1, page.offset}));
    PULSE_TRY(const Rows counted, scope.query("device.count", {pattern, status, kExactTotal + 1}));
    const Total total = totalOf(counted.first().integer());
    wire::Page<model::Device> devices{{}, total.value, total.isEstimate, {}};
    for (int i = 0; i < std::min(rows.size(), page.limit); ++i)
        devices.items.append(deviceFromRow(rows.row(i)));
    if (rows.size() > page.limit)
        devices.next = cursorOf({devices.items.last().deviceId});
    return devices;
}

Result<model::Device> deviceById(const TenantScope &scope, const QString &deviceId)
{
    PULSE_TRY(const RowReader row, scope.one("device.one", {deviceId}, u"there is no such device"_s));
    return deviceFromRow(row);
}

} // namespace pulse::store
