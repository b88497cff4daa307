// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The change feed, and the current state of the alerts and devices it names. Rows of every tenant: each says
// whose it is.
#pragma once

#include "model/alert.h"
#include "model/device.h"
#include "model/reading.h"
#include "store/tenancy/feed_scope.h"

#include <vector>

namespace pulse::store::feed {

struct Bounds {
    qint64 oldest = 0; // 0 and 0: the feed is empty
    qint64 newest = 0;
};

struct Change {
    qint64 seq = 0;
    TenantKey tenant; // invalid: the whole installation
    QString kind; // alert, device, job, config, system, session
    qint64 key = 0; // alert_id, device_key, job_id, 0, system_alert_key, revocation_key
};

struct DeviceRow {
    DeviceKey key;
    model::Device device;
};

struct LatestTelemetry {
    DeviceKey device;
    TenantKey tenant;
    QString deviceId;
    Instant receivedAt;
    model::TelemetryPoint point;
};

// From now on the connection hears of changes (Connection::takeNotifications).
Result<> listen(Connection &connection);
Result<Bounds> bounds(const FeedScope &scope);
Result<std::vector<Change>> after(const FeedScope &scope, qint64 seq, int most);
// The last change of each alert and device of one tenant, in order.
Result<std::vector<Change>> ofTenant(const FeedScope &scope, TenantKey tenant, qint64 seq, int most);
Result<QList<model::Alert>> alerts(const FeedScope &scope, std::span<const std::int64_t> ids);
Result<QList<model::Alert>> activeAlerts(const FeedScope &scope, TenantKey tenant, int most); // newest first
Result<std::vector<DeviceRow>> devices(const FeedScope &scope, std::span<const std::int64_t> keys);
Result<DeviceKey> findDevice(const FeedScope &scope, TenantKey tenant, const QString &deviceId);
// For servers that do not ingest: the state of watched devices that reported after `receivedAfter`.
Result<std::vector<LatestTelemetry>>
latestTelemetry(const FeedScope &scope, std::span<const std::int64_t> keys, Instant receivedAfter);

} // namespace pulse::store::feed
