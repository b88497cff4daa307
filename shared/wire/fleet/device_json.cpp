// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/fleet/device_json.h"

namespace pulse::wire {

using namespace Qt::StringLiterals;

namespace {

using model::Device;
using model::SlowClock;
using model::TelemetryPoint;

QJsonObject metricsSchema()
{
    return {{u"type"_s, u"object"_s},
            {u"additionalProperties"_s,
             QJsonObject{{u"type"_s, QJsonArray{u"number"_s, u"integer"_s, u"boolean"_s}}}}};
}

Kind<QJsonObject> metrics()
{
    Kind<QJsonObject> kind = kinds::object({});
    kind.schema = metricsSchema();
    return kind;
}

} // namespace

const Noun<model::SlowClock> &slowClockNoun()
{
    static const Noun<SlowClock> noun{
        u"SlowClock"_s,
        u"A device whose own times are behind ours."_s,
        {member("behind_seconds"_L1, &SlowClock::behind, kinds::fractionalSeconds(),
                "How long after its own time its newest reading came."_L1)
             .identifying(),
         member(
             "late_since"_L1, &SlowClock::lateSince, kinds::orNull(kinds::time()),
             "Since then its readings come too late and no rule looks at them; null: rules go by its times."_L1)}};
    return noun;
}

const Noun<model::Device> &deviceNoun()
{
    static const Noun<Device> noun{
        u"Device"_s,
        u"A device, and what was last heard of it."_s,
        {member("tenant_id"_L1, &Device::tenantId, kinds::text(), {}),
         member("device_id"_L1, &Device::deviceId, kinds::text(), {}).identifying(),
         member("site_id"_L1, &Device::siteId, kinds::text(), {}),
         member("name"_L1, &Device::name, kinds::displayNameOrEmpty(), "For people; empty: none."_L1)
             .written(),
         member("description"_L1, &Device::description, kinds::text(1'000), {}).written(),
         member("labels"_L1, &Device::labels, kinds::labels(),
                "Sixteen at most; a change names all of them."_L1)
             .written(),
         member("status"_L1, &Device::status, kinds::word<model::DeviceStatus>(),
                "REVOKED wins; a device never heard is STALE."_L1)
             .identifying(),
         member("status_reason"_L1, &Device::statusReason, kinds::orNull(kinds::word<model::StatusReason>()),
                "Why it is not ONLINE; null: it is. offline: it said so itself, or its last will did."_L1),
         member("last_seen_at"_L1, &Device::lastSeenAt, kinds::orNull(kinds::time()), {}),
         member("last_heartbeat_at"_L1, &Device::lastHeartbeatAt, kinds::orNull(kinds::time()), {}),
         member("last_telemetry_at"_L1, &Device::lastTelemetryAt, kinds::orNull(kinds::time()), {}),
         member("last_state_change_at"_L1, &Device::lastStateChangeAt, kinds::orNull(kinds::time()), {}),
         member(
             "clock"_L1, &Device::clock, kinds::orNull(kindOf(slowClockNoun())),
             "What its own times say of its clock; null: its newest reading came within LATE_AFTER_SECONDS of its own time."_L1),
         member("state"_L1, &Device::state, metrics(),
                "Latest value of each metric, by name: the newest by the device's time."_L1)}};
    return noun;
}

Result<model::Device> applyBody(model::Device device, const QJsonObject &body)
{
    FieldReader reader(body);
    deviceNoun().take(reader, device, BodyKind::Change);
    PULSE_CHECK(reader.check());
    return device;
}

const Noun<model::TelemetryPoint> &telemetryPointNoun()
{
    static const Noun<TelemetryPoint> noun{
        u"TelemetryPoint"_s,
        u"One reading."_s,
        {member("timestamp"_L1, &TelemetryPoint::timestamp, kinds::time(), "Device time."_L1).identifying(),
         member("metrics"_L1, &TelemetryPoint::metrics, metrics(),
                "Each value of the kind it came in: 21.0 stays 21.0, and 21 stays 21."_L1),
         derived<TelemetryPoint, std::optional<bool>>(
             "late"_L1,
             [](const TelemetryPoint &point) { return point.isLate ? std::optional(true) : std::nullopt; },
             kinds::orAbsent(kinds::truth()), "It came too late: stored, but no rule looked at it."_L1,
             [](TelemetryPoint &point, const std::optional<bool> &late) {
                 point.isLate = late.value_or(false);
             })
             .sometimes()}};
    return noun;
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

QJsonObject telemetrySeriesSchema()
{
    const QJsonObject numbers = kinds::arrayOf(kinds::number().schema);
    return ObjectSchema(u"One metric in stretches of one length, oldest first; the arrays are of one length; "
                        "stretches without values are left out."_s)
        .add(u"metric"_s, kinds::text().schema, {})
        .add(u"timestamps"_s, kinds::arrayOf(kinds::time().schema), u"Where the stretches begin."_s)
        .add(u"min"_s, numbers, {})
        .add(u"avg"_s, numbers, {})
        .add(u"max"_s, numbers, {})
        .add(u"counts"_s, kinds::arrayOf(kinds::count().schema), {})
        .open();
}

} // namespace pulse::wire
