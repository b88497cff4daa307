// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Stored readings of one device: page by page, the newest few, or in stretches for a chart. Every query
// states a range.
#pragma once

#include "model/reading.h"
#include "store/scope.h"
#include "wire/page.h"

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
    QList<model::TelemetryPoint> points; // newest first
    QString next; // empty: the last page
};
Result<TelemetryPage> listTelemetry(const TenantScope &scope, DeviceKey device, TimeRange range, int limit,
                                    const QString &after);

// The newest `count`, whenever they were: history that was replayed is found where the device's last time is.
Result<QList<model::TelemetryPoint>> newestTelemetry(const TenantScope &scope, const TelemetrySource &source,
                                                     int count, Instant now);

// At most `points` stretches a metric; `metric` empty: every metric.
struct BucketRequest {
    TimeRange range;
    int points = 0;
    QString metric;
};
std::chrono::microseconds bucketLength(const BucketRequest &request);
Result<QList<model::TelemetrySeries>> telemetryBuckets(const TenantScope &scope, DeviceKey device,
                                                       const BucketRequest &request);

} // namespace pulse::store
