// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/fleet/device_json.h"

#include "model/words.h"
#include "wire/core/json.h"

namespace pulse::wire {

using namespace Qt::StringLiterals;

namespace {

QJsonValue clockJson(const std::optional<model::SlowClock> &clock)
{
    if (!clock)
        return QJsonValue::Null;
    const std::chrono::duration<double> behind = clock->behind;
    return QJsonObject{{u"behind_seconds"_s, behind.count()}, {u"late_since"_s, toJson(clock->lateSince)}};
}

std::optional<model::SlowClock> clockFrom(const QJsonValue &json)
{
    if (!json.isObject())
        return std::nullopt;
    const std::chrono::duration<double> behind{json[u"behind_seconds"_s].toDouble()};
    return model::SlowClock{std::chrono::round<std::chrono::microseconds>(behind),
                            instantFrom(json[u"late_since"_s])};
}

} // namespace

QJsonObject toJson(const model::Device &device)
{
    const QJsonValue reason =
        device.statusReason ? QJsonValue(QString(model::word(*device.statusReason))) : QJsonValue::Null;
    return {{u"tenant_id"_s, device.tenantId},
            {u"device_id"_s, device.deviceId},
            {u"site_id"_s, device.siteId},
            {u"status"_s, QString(model::word(device.status))},
            {u"status_reason"_s, reason},
            {u"last_seen_at"_s, toJson(device.lastSeenAt)},
            {u"last_heartbeat_at"_s, toJson(device.lastHeartbeatAt)},
            {u"last_telemetry_at"_s, toJson(device.lastTelemetryAt)},
            {u"last_state_change_at"_s, toJson(device.lastStateChangeAt)},
            {u"clock"_s, clockJson(device.clock)},
            {u"state"_s, device.state}};
}

Result<model::Device> deviceFrom(const QJsonObject &json)
{
    model::Device device;
    device.tenantId = json.value(u"tenant_id"_s).toString();
    device.deviceId = json.value(u"device_id"_s).toString();
    device.siteId = json.value(u"site_id"_s).toString();
    const auto status = model::fromWord<model::DeviceStatus>(json.value(u"status"_s).toString());
    if (device.deviceId.isEmpty() || !status)
        return invalidField(device.deviceId.isEmpty() ? u"device_id"_s : u"status"_s, u"not a device"_s);
    device.status = *status;
    device.statusReason = model::fromWord<model::StatusReason>(json.value(u"status_reason"_s).toString());
    device.lastSeenAt = instantFrom(json.value(u"last_seen_at"_s));
    device.lastHeartbeatAt = instantFrom(json.value(u"last_heartbeat_at"_s));
    device.lastTelemetryAt = instantFrom(json.value(u"last_telemetry_at"_s));
    device.lastStateChangeAt = instantFrom(json.value(u"last_state_change_at"_s));
    device.clock = clockFrom(json.value(u"clock"_s));
    device.state = json.value(u"state"_s).toObject();
    return device;
}

QJsonObject toJson(const model::TelemetryPoint &point)
{
    QJsonObject json{{u"timestamp"_s, toJson(point.timestamp)}, {u"metrics"_s, point.metrics}};
    if (point.isLate)
        json.insert(u"late"_s, true);
    return json;
}

Result<model::TelemetryPoint> telemetryPointFrom(const QJsonObject &json)
{
    const auto timestamp = instantFrom(json.value(u"timestamp"_s));
    if (!timestamp)
        return invalidField(u"timestamp"_s, u"timestamp is not a time"_s);
    return model::TelemetryPoint{*timestamp, json.value(u"metrics"_s).toObject(),
                                 json.value(u"late"_s).toBool()};
}

QJsonObject toJson(const model::TelemetrySeries &series)
{
    QJsonArray timestamps;
    QJsonArray min;
    QJsonArray avg;
    QJsonArray max;
    QJsonArray counts;
    for (const model::TelemetryBucket &bucket : series.buckets) {
        timestamps.append(toJson(bucket.timestamp));
        min.append(bucket.min);
        avg.append(bucket.avg);
        max.append(bucket.max);
        counts.append(bucket.count);
    }
    return {{u"metric"_s, series.metric},
            {u"timestamps"_s, timestamps},
            {u"min"_s, min},
            {u"avg"_s, avg},
            {u"max"_s, max},
            {u"counts"_s, counts}};
}

Result<model::TelemetrySeries> telemetrySeriesFrom(const QJsonObject &json)
{
    model::TelemetrySeries series{json.value(u"metric"_s).toString(), {}};
    const QJsonArray timestamps = json.value(u"timestamps"_s).toArray();
    const QJsonArray min = json.value(u"min"_s).toArray();
    const QJsonArray avg = json.value(u"avg"_s).toArray();
    const QJsonArray max = json.value(u"max"_s).toArray();
    const QJsonArray counts = json.value(u"counts"_s).toArray();
    const qsizetype size = timestamps.size();
    if (series.metric.isEmpty() || min.size() != size || avg.size() != size || max.size() != size)
        return invalidField(u"metric"_s, u"not a series"_s);
    for (qsizetype i = 0; i < size; ++i) {
        const auto timestamp = instantFrom(timestamps.at(i));
        if (!timestamp)
            return invalidField(u"timestamps"_s, u"timestamps holds something that is not a time"_s);
        series.buckets.append({*timestamp, min.at(i).toDouble(), avg.at(i).toDouble(), max.at(i).toDouble(),
                               counts.at(i).toInteger()});
    }
    return series;
}

} // namespace pulse::wire
