// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/operation/feed_table.h"

#include "model/words.h"
#include "store/alerts/alert_row.h"
#include "store/postgres/slow_clock.h"

namespace pulse::store::feed {

using namespace Qt::StringLiterals;

namespace {

template <class Row, class Take> Row takeAll(const Rows &rows, Take take)
{
    Row result;
    for (int i = 0; i < rows.size(); ++i) {
        RowReader row = rows.row(i);
        result.push_back(take(row));
    }
    return result;
}

Change changeFrom(RowReader &row)
{
    Change change;
    change.seq = row.integer();
    change.tenant = row.key<TenantKey>();
    change.kind = row.text();
    change.key = row.integer();
    return change;
}

DeviceRow liveDeviceFrom(RowReader &row)
{
    DeviceRow result;
    model::Device &device = result.device;
    result.key = row.key<DeviceKey>();
    device.tenantId = row.text();
    device.deviceId = row.text();
    device.siteId = row.text();
    const bool isRevoked = row.boolean();
    const auto status = model::fromWord<model::DeviceStatus>(row.text()).value_or(model::DeviceStatus::Stale);
    device.status = isRevoked ? model::DeviceStatus::Revoked : status;
    device.statusReason = model::fromWord<model::StatusReason>(row.text());
    device.lastSeenAt = row.optionalInstant();
    device.lastHeartbeatAt = row.optionalInstant();
    device.lastTelemetryAt = row.optionalInstant();
    device.lastStateChangeAt = row.optionalInstant();
    device.state = row.json();
    device.clock = slowClock(row);
    return result;
}

LatestTelemetry latestFrom(RowReader &row)
{
    LatestTelemetry latest;
    latest.device = row.key<DeviceKey>();
    latest.tenant = row.key<TenantKey>();
    latest.deviceId = row.text();
    latest.receivedAt = row.instant();
    latest.point.timestamp = row.instant();
    latest.point.metrics = row.json();
    return latest;
}

} // namespace

Result<> listen(Connection &connection) { return connection.command("LISTEN pulse_change"); }

Result<Bounds> bounds(const FeedScope &scope)
{
    PULSE_TRY(RowReader row, scope.one("feed.bounds", {}, u"bounds"_s));
    Bounds bounds;
    bounds.oldest = row.integer();
    bounds.newest = row.integer();
    return bounds;
}

Result<std::vector<Change>> after(const FeedScope &scope, qint64 seq, int most)
{
    PULSE_TRY(const Rows rows, scope.query("feed.after", {seq, most}));
    return takeAll<std::vector<Change>>(rows, changeFrom);
}

Result<std::vector<Change>> ofTenant(const FeedScope &scope, TenantKey tenant, qint64 seq, int most)
{
    PULSE_TRY(const Rows rows, scope.query("feed.of_tenant", {tenant, seq, most}));
    return takeAll<std::vector<Change>>(rows, changeFrom);
}

Result<QList<model::Alert>> alerts(const FeedScope &scope, std::span<const std::int64_t> ids)
{
    PULSE_TRY(const Rows rows, scope.query("feed.alerts", {Param::int8Array(ids)}));
    return takeAll<QList<model::Alert>>(rows, alertFromRow);
}

Result<QList<model::Alert>> activeAlerts(const FeedScope &scope, TenantKey tenant, int most)
{
    PULSE_TRY(const Rows rows, scope.query("feed.active_alerts", {tenant, most}));
    return takeAll<QList<model::Alert>>(rows, alertFromRow);
}

Result<std::vector<DeviceRow>> devices(const FeedScope &scope, std::span<const std::int64_t> keys)
{
    PULSE_TRY(const Rows rows, scope.query("feed.devices", {Param::int8Array(keys)}));
    return takeAll<std::vector<DeviceRow>>(rows, liveDeviceFrom);
}

Result<DeviceKey> findDevice(const FeedScope &scope, TenantKey tenant, const QString &deviceId)
{
    PULSE_TRY(RowReader row,
              scope.one("feed.find_device", {tenant, deviceId}, u"There is no device of this id."_s));
    return row.key<DeviceKey>();
}

Result<std::vector<LatestTelemetry>>
latestTelemetry(const FeedScope &scope, std::span<const std::int64_t> keys, Instant receivedAfter)
{
    PULSE_TRY(const Rows rows, scope.query("feed.latest_telemetry", {Param::int8Array(keys), receivedAfter}));
    return takeAll<std::vector<LatestTelemetry>>(rows, latestFrom);
}

} // namespace pulse::store::feed
