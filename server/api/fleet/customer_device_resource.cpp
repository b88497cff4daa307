// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/resource/resource_reply.h"
#include "api/resource/resources.h"
#include "store/fleet/device_table.h"
#include "store/fleet/refusal_table.h"
#include "store/telemetry/telemetry_table.h"
#include "wire/fleet/customer_device_json.h"

namespace pulse::api {

using namespace Qt::StringLiterals;

namespace {

constexpr int kEvents = 50;
constexpr int kReadings = 120;

std::optional<double> valueOf(const model::StoredReading &reading, const store::TelemetryPage &page,
                              const QString &metric)
{
    for (const model::MetricValue &value : reading.metrics) {
        if (page.names.value(value.code.metric()) == metric)
            return value.value;
    }
    return std::nullopt;
}

QList<wire::EdgeReading> readingsOf(const store::TelemetryPage &page)
{
    QList<wire::EdgeReading> readings;
    for (const model::StoredReading &reading : page.readings)
        readings.append({reading.receivedAt, valueOf(reading, page, u"battery_pct"_s),
                         valueOf(reading, page, u"temp_c"_s), valueOf(reading, page, u"rssi_dbm"_s)});
    return readings;
}

// What was stored and what was refused, as one list.
QList<wire::DeviceEvent> eventsOf(const QString &tenantId, const store::TelemetryPage &page,
                                  const model::DeviceRefusals &refusals)
{
    QList<wire::DeviceEvent> events;
    for (const model::StoredReading &reading : page.readings) {
        const bool isHeartbeat = reading.kind == model::MessageKind::Heartbeat;
        events.append(
            {reading.receivedAt, true, tenantId, isHeartbeat ? u"heartbeat"_s : u"telemetry"_s, {}});
    }
    for (const model::RefusedMessage &message : refusals.recent)
        events.append({message.at, false, tenantId, message.msgType, message.reason});
    std::stable_sort(events.begin(), events.end(),
                     [](const auto &a, const auto &b) { return a.ingestedAt > b.ingestedAt; });
    return events.mid(0, kEvents);
}

Result<Reply> getCustomerDevice(const Request &request, const store::TenantScope &scope, Instant now)
{
    const QString id = request.arguments.value(0);
    PULSE_TRY(const model::Device device, store::deviceById(scope, id));
    PULSE_TRY(const store::TelemetrySource source, store::telemetrySource(scope, id));
    PULSE_TRY(const auto page, store::newestTelemetry(scope, source, kReadings, now));
    PULSE_TRY(const auto refusals, store::refusalsOf(scope, id));
    return Reply::json(wire::customerDeviceNoun().json(
        {device, eventsOf(device.tenantId, page, refusals), readingsOf(page)}));
}

} // namespace

void addCustomerDeviceHandlers(Handlers &handlers, const ResourceContext &context)
{
    handlers.insert(wire::EndpointId::CustomerDevices, handlers.value(wire::EndpointId::Devices));
    handlers.insert(wire::EndpointId::CustomerDevice,
                    reading([clock = context.clock](const Request &request, const store::TenantScope &scope) {
                        return getCustomerDevice(request, scope, clock->now());
                    }));
}

} // namespace pulse::api
