// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Stored readings of one device in stretches for a chart: fetched a portion at a time and summed up as they
// come, so that memory holds a portion and the answer, however long the range.
#pragma once

#include "model/reading.h"
#include "store/telemetry/telemetry_table.h"

namespace pulse::store {

// At most `points` stretches a metric; `metric` empty: every metric.
struct BucketRequest {
    TimeRange range;
    int points = 0;
    QString metric;
};
std::chrono::microseconds bucketLength(const BucketRequest &request);

// By name of the metric. Invalid, naming `points`, when the answer would have more than kMostBuckets;
// Unavailable with the code query_too_slow when it takes longer than kMostTime.
constexpr size_t kMostBuckets = 500'000;
constexpr std::chrono::seconds kMostTime{15};
Result<QList<model::TelemetrySeries>> telemetryBuckets(const TenantScope &scope, DeviceKey device,
                                                       const BucketRequest &request);

} // namespace pulse::store
