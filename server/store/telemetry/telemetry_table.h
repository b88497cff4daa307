// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Stored readings of one device, of telemetry and of heartbeats that carry metrics: page by page, or the
// newest few. Every query states a range.
#pragma once

#include "model/reading.h"
#include "store/tenancy/scope.h"

namespace pulse::store {

// A device's key, and where its newest readings are.
struct TelemetrySource {
    DeviceKey device;
    std::optional<Instant> lastTs; // device time of the last evaluated reading; none: never heard
};
Result<TelemetrySource> telemetrySource(const TenantScope &scope, const QString &deviceId);

struct TimeRange {
    Instant start;
    Instant end; // inclusive
};

struct TelemetryPage {
    std::vector<model::StoredReading> readings; // newest first
    QHash<MetricKey, QString> names; // of every metric in them
    QString next; // empty: the last page
};
Result<TelemetryPage> listTelemetry(const TenantScope &scope, DeviceKey device, TimeRange range, int limit,
                                    const QString &after);

// The newest `count`, whenever they were: history that was replayed is found where the device's last time is.
Result<TelemetryPage> newestTelemetry(const TenantScope &scope, const TelemetrySource &source, int count,
                                      Instant now);

// As people named them; a metric that is not the tenant's is not there.
Result<QHash<MetricKey, QString>> metricNames(const TenantScope &scope, std::span<const MetricKey> metrics);

} // namespace pulse::store
