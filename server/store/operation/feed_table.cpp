// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/operation/feed_table.h"

#include "store/alerts/alert_table.h"
#include "store/fleet/device_table.h"

namespace pulse::store::feed {

using namespace Qt::StringLiterals;

namespace {

RowShape<Change> changeShape()
{
    return {column("seq", &Change::seq), column("tenant_key", &Change::tenant), column("kind", &Change::kind),
            column("key", &Change::key)};
}

const Query<Bounds> kBounds{"feed.bounds",
                            {column("oldest", &Bounds::oldest), column("newest", &Bounds::newest)}};
const Query<Change> kAfter{"feed.after", changeShape()};
const Query<Change> kOfTenant{"feed.of_tenant", changeShape()};
const Query<model::Alert> kAlerts{"feed.alerts", alertShape()};
const Query<model::Alert> kActiveAlerts{"feed.active_alerts", alertShape()};
const Query<DeviceRow> kDevices{
    "feed.devices", RowShape{column("device_key", &DeviceRow::key)}.with(&DeviceRow::device, deviceShape())};
const Query<LatestTelemetry> kLatest{
    "feed.latest_telemetry",
    {
        column("device_key", &LatestTelemetry::device),
        column("tenant_key", &LatestTelemetry::tenant),
        column("device_id", &LatestTelemetry::deviceId),
        column("last_telemetry_at", &LatestTelemetry::receivedAt),
        column("ts", &LatestTelemetry::point, &model::TelemetryPoint::timestamp),
        column("metrics", &LatestTelemetry::point, &model::TelemetryPoint::metrics),
    }};

} // namespace

Result<> listen(Connection &connection) { return connection.command("LISTEN pulse_change"); }

Result<Bounds> bounds(const FeedScope &scope) { return scope.one(kBounds, {}); }

Result<std::vector<Change>> after(const FeedScope &scope, qint64 seq, int most)
{
    return scope.all<std::vector>(kAfter, {seq, most});
}

Result<std::vector<Change>> ofTenant(const FeedScope &scope, TenantKey tenant, qint64 seq, int most)
{
    return scope.all<std::vector>(kOfTenant, {tenant, seq, most});
}

Result<QList<model::Alert>> alerts(const FeedScope &scope, std::span<const std::int64_t> ids)
{
    return scope.all(kAlerts, {Param::int8Array(ids)});
}

Result<QList<model::Alert>> activeAlerts(const FeedScope &scope, TenantKey tenant, int most)
{
    return scope.all(kActiveAlerts, {tenant, most});
}

Result<std::vector<DeviceRow>> devices(const FeedScope &scope, std::span<const std::int64_t> keys)
{
    return scope.all<std::vector>(kDevices, {Param::int8Array(keys)});
}

Result<DeviceKey> findDevice(const FeedScope &scope, TenantKey tenant, const QString &deviceId)
{
    return scope.value<DeviceKey>("feed.find_device", {tenant, deviceId},
                                  u"There is no device of this id."_s);
}

Result<std::vector<LatestTelemetry>>
latestTelemetry(const FeedScope &scope, std::span<const std::int64_t> keys, Instant receivedAfter)
{
    return scope.all<std::vector>(kLatest, {Param::int8Array(keys), receivedAfter});
}

} // namespace pulse::store::feed
