// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/live_readings.h"

namespace pulse::app {

namespace {

QJsonObject metricsJson(const ingest::Tenant &tenant, std::span<const model::MetricValue> values)
{
    QJsonObject metrics;
    for (const model::MetricValue &value : values) {
        const QString name = QString::fromUtf8(tenant.metrics.nameOf(value.code.metric()));
        switch (value.code.kind()) {
        case model::MetricKind::Bool: metrics.insert(name, value.value != 0); break;
        case model::MetricKind::Integer: metrics.insert(name, static_cast<qint64>(value.value)); break;
        case model::MetricKind::Number: metrics.insert(name, value.value); break;
        }
    }
    return metrics;
}

} // namespace

std::vector<live::LiveTelemetry> liveReadings(const std::vector<pipeline::CommittedReading> &readings,
                                              const QSet<DeviceKey> &watched)
{
    std::vector<live::LiveTelemetry> telemetry;
    for (const pipeline::CommittedReading &reading : readings) {
        const ingest::Device &device = *reading.device;
        if (!watched.contains(device.registered.key))
            continue;
        telemetry.push_back({device.tenant->versions.key,
                             device.registered.key,
                             QString::fromUtf8(device.registered.deviceId),
                             {reading.ts, metricsJson(*device.tenant, reading.metrics), reading.isLate}});
    }
    return telemetry;
}

} // namespace pulse::app
