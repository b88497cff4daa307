// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/endpoint/endpoints.h"
#include "wire/fleet/customer_device_json.h"
#include "wire/fleet/device_json.h"
#include "wire/fleet/quarantine_json.h"
#include "wire/fleet/refusal_json.h"

namespace pulse::wire {

using namespace Qt::StringLiterals;

namespace {

QJsonObject shownDevice()
{
    return ObjectSchema(deviceNoun().says)
        .include(deviceNoun().schema())
        .add(u"refusals"_s, kinds::nullable(kinds::reference(refusalSummaryNoun().name)),
             u"What was refused of it; null: nothing within 90 days."_s)
        .open();
}

ObjectSchema ofDevice()
{
    return ObjectSchema()
        .add(u"tenant_id"_s, kinds::text().schema, {}, false)
        .add(u"device_id"_s, kinds::text().schema, {});
}

QJsonObject readings()
{
    return ofDevice()
        .add(u"telemetry"_s, kinds::arrayOf(kinds::reference(telemetryPointNoun().name)), u"Newest first."_s)
        .add(u"count"_s, kinds::count().schema, {})
        .add(u"next"_s, kinds::textOrNull().schema, {}, false)
        .open();
}

QJsonObject chart()
{
    return ofDevice()
        .add(u"start"_s, kinds::time().schema, {})
        .add(u"end"_s, kinds::time().schema, {})
        .add(u"bucket_seconds"_s, kinds::number().schema, u"How long a stretch is."_s)
        .add(u"series"_s, kinds::arrayOf(telemetrySeriesSchema()), {})
        .add(u"count"_s, kinds::count().schema, {})
        .open();
}

QJsonObject quarantine()
{
    return ObjectSchema()
        .add(u"minutes"_s, kinds::integer().schema, {})
        .add(u"tenant_filter"_s, kinds::textOrNull().schema, {}, false)
        .add(u"events"_s, kinds::arrayOf(kinds::reference(quarantineEventNoun().name)), {})
        .add(u"counts"_s, {{u"type"_s, u"object"_s}, {u"additionalProperties"_s, kinds::count().schema}},
             u"By reason; counts every refusal, kept as an event or not."_s)
        .add(u"limit"_s, kinds::integer().schema, {})
        .open();
}

QList<QueryParameter> telemetryParameters()
{
    const QueryParameter metric{"metric"_L1, kinds::reference(u"MetricName"_s),
                                "With points: this metric only."_L1};
    return {
        timeParameter(
            "start"_L1,
            "From this device time on; a week before end by default. RFC 3339, or another form of ISO 8601."_L1),
        timeParameter("end"_L1, "Until this device time, inclusive; now by default."_L1),
        wholeParameter("limit"_L1, {1, 1'000, 120}, "Most readings in the answer."_L1),
        textParameter("after"_L1, "`next` of the page before."_L1),
        wholeParameter("points"_L1, {1, 2'000},
                       "Answer with at most this many stretches a metric instead."_L1),
        metric};
}

QList<Endpoint> telemetryEndpoints()
{
    return {
        Endpoint{EndpointId::Telemetry, "GET"_L1, "/api/v2/devices/{device_id}/telemetry"_L1,
                 Access::Customer, u"listTelemetry"_s,
                 "A device's readings, newest first, or in stretches for a chart"_L1}
            .taking(telemetryParameters())
            .answering({{u"oneOf"_s, QJsonArray{readings(), chart()}}})
            .explained(
                "Of telemetry, and of heartbeats that carry metrics. A value has the kind it came in: 21.0 is no integer."_L1),
        Endpoint{EndpointId::TelemetryLatest, "GET"_L1, "/api/v2/devices/{device_id}/telemetry/latest"_L1,
                 Access::Customer, u"latestTelemetry"_s, "A device's newest readings, whenever they were"_L1}
            .taking({wholeParameter("count"_L1, {1, 10, 1}, "How many."_L1)})
            .answering(readings())};
}

} // namespace

QList<Endpoint> fleetEndpoints()
{
    const QJsonObject device = kinds::reference(deviceNoun().name);
    const QueryParameter status =
        wordParameter("status"_L1, model::words<model::DeviceStatus>() + QStringList{u"ALL"_s},
                      "Only devices of this status."_L1);
    const QueryParameter format = wordParameter("format"_L1, {u"json"_s}, "There is no other."_L1);
    QList<Endpoint> all{
        Endpoint{EndpointId::Devices, "GET"_L1, "/api/v2/devices"_L1, Access::Customer, u"listDevices"_s,
                 "The tenant's devices, in order of device_id"_L1}
            .taking({textParameter("search"_L1, "Anywhere in device_id or site_id, in any case."_L1), status,
                     textParameter("label"_L1, "KEY, or KEY:VALUE: only devices that have it."_L1)})
            .taking(pageParameters())
            .answering(listSchema(u"devices"_s, device)),
        Endpoint{EndpointId::Device, "GET"_L1, "/api/v2/devices/{device_id}"_L1, Access::Customer,
                 u"getDevice"_s, "One device"_L1}
            .answering(besideTenant(u"device"_s, shownDevice())),
        Endpoint{EndpointId::CustomerDevices, "GET"_L1, "/customer/devices"_L1, Access::Customer,
                 u"listCustomerDevices"_s, "The tenant's devices, in order of device_id"_L1}
            .taking({format})
            .taking(pageParameters())
            .answering(listSchema(u"devices"_s, device)),
        Endpoint{EndpointId::CustomerDevice, "GET"_L1, "/customer/devices/{device_id}"_L1, Access::Customer,
                 u"getCustomerDevice"_s, "One device and what came of it lately"_L1}
            .taking({format})
            .answering(kinds::reference(customerDeviceNoun().name)),
        Endpoint{EndpointId::ChangeDevice, "PATCH"_L1, "/api/v2/devices/{device_id}"_L1,
                 Access::CustomerAdmin, u"changeDevice"_s, "Change what people say of a device"_L1}
            .withBody(deviceNoun().bodySchema(BodyKind::Change))
            .answering(besideTenant(u"device"_s, shownDevice())),
        Endpoint{
            EndpointId::DeviceRefusals, "GET"_L1, "/api/v2/devices/{device_id}/refusals"_L1, Access::Customer,
            u"getDeviceRefusals"_s,
            "What was refused of a device: how often, why, and the last messages without their payload"_L1}
            .answering(kinds::reference(deviceRefusalsNoun().name))};
    all += telemetryEndpoints();
    all += Endpoint{EndpointId::OperatorQuarantine,
                    "GET"_L1,
                    "/operator/quarantine"_L1,
                    Access::Operator,
                    u"quarantine"_s,
                    "What ingest refused lately, across tenants"_L1}
               .taking({wholeParameter("minutes"_L1, {1, 1'440, 60}, "This far back."_L1),
                        wholeParameter("limit"_L1, {1, 500, 100}, "Most events."_L1),
                        textParameter("tenant_filter"_L1, "Only this tenant's."_L1)})
               .answering(quarantine())
               .explained("Every look is written to the audit log in the same transaction."_L1);
    return all;
}

} // namespace pulse::wire
