// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One message of a device after admission, as the pipeline carries it: keys, not texts.
#pragma once

#include "base/clock.h"
#include "base/ids.h"

#include <QJsonObject>
#include <QList>
#include <QString>
#include <QVarLengthArray>
#include <span>

namespace pulse::model {

enum class MetricKind : std::uint8_t { Number = 0, Integer = 1, Bool = 2 };

// A metric's key and the kind its value came in, as stored: key * 4 + kind.
struct MetricCode {
    std::int32_t value = 0;

    static MetricCode of(MetricKey metric, MetricKind kind)
    {
        return {static_cast<std::int32_t>(metric.value * 4) + static_cast<std::int32_t>(kind)};
    }
    MetricKey metric() const { return {value >> 2}; }
    MetricKind kind() const { return static_cast<MetricKind>(value & 3); }
    auto operator<=>(const MetricCode &) const = default;
};

struct MetricValue {
    MetricCode code;
    double value = 0; // booleans are 0 and 1
};

// As many as most messages have without an allocation.
using MetricValues = QVarLengthArray<MetricValue, 8>;

enum class MessageKind : char { Telemetry = 'T', Heartbeat = 'H' };

struct Reading {
    DeviceKey device;
    TenantKey tenant;
    Instant ts; // the device's time; receivedAt where it sent none
    Instant receivedAt;
    std::uint64_t payloadHash = 0; // first 8 bytes of SHA-256 of the payload, big-endian
    MessageKind kind = MessageKind::Telemetry;
    MetricSetKey metricSet; // invalid: carries no metrics, changes state but is not stored
    std::span<const MetricValue> metrics; // sorted by code; owned by the batch
    bool saysTime = true; // false: ts is when it came, and says nothing of the device's clock
};

// A reading as it was stored, with the values that somebody asked for.
struct StoredReading {
    Instant ts;
    Instant receivedAt;
    std::uint64_t payloadHash = 0;
    MessageKind kind = MessageKind::Telemetry;
    bool isLate = false; // was not evaluated
    QVarLengthArray<MetricValue, 1> metrics; // sorted by code
};

// A stored message as the outside sees it.
struct TelemetryPoint {
    Instant timestamp;
    QJsonObject metrics;
    bool isLate = false; // stored, but no rule looked at it
};

// One metric over a time range, in stretches of one length; a stretch without values is left out.
struct TelemetryBucket {
    Instant timestamp; // the stretch begins
    double min = 0;
    double avg = 0;
    double max = 0;
    qint64 count = 0;
};
struct TelemetrySeries {
    QString metric;
    QList<TelemetryBucket> buckets; // oldest first
};

} // namespace pulse::model
