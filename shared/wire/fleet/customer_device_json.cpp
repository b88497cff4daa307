// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/fleet/customer_device_json.h"

namespace pulse::wire {

using namespace Qt::StringLiterals;

namespace {

using model::Device;

// Its latest value, as a text.
Member<Device> latest(QLatin1StringView metric)
{
    return derived<Device>(
        metric,
        [metric](const Device &device) -> std::optional<QString> {
            const QJsonValue value = device.state.value(metric);
            return value.isDouble() ? std::optional(value.toVariant().toString()) : std::nullopt;
        },
        kinds::orNull(kinds::text()), "Its latest value."_L1);
}

} // namespace

const Noun<DeviceEvent> &deviceEventNoun()
{
    static const Noun<DeviceEvent> noun{
        u"DeviceEvent"_s,
        u"A message of a device that was stored or refused."_s,
        {member("ingested_at"_L1, &DeviceEvent::ingestedAt, kinds::time(), {}),
         member("accepted"_L1, &DeviceEvent::isAccepted, kinds::truth(), {}),
         member("tenant_id"_L1, &DeviceEvent::tenantId, kinds::text(), {}),
         derived<DeviceEvent>(
             "site_id"_L1, [](const DeviceEvent &) { return QString(); }, kinds::textOrNull(),
             "Always null."_L1),
         member("msg_type"_L1, &DeviceEvent::msgType, kinds::textOrNull(), {}),
         member("reject_reason"_L1, &DeviceEvent::rejectReason,
                kinds::orNull(kinds::word<model::RejectReason>()), "null: accepted."_L1)}};
    return noun;
}

const Noun<EdgeReading> &edgeReadingNoun()
{
    static const Noun<EdgeReading> noun{
        u"EdgeReading"_s,
        u"A reading, as far as it has these metrics."_s,
        {member("ingested_at"_L1, &EdgeReading::ingestedAt, kinds::time(), {}),
         member("battery_pct"_L1, &EdgeReading::batteryPct, kinds::orNull(kinds::number()), {}),
         member("temp_c"_L1, &EdgeReading::tempC, kinds::orNull(kinds::number()), {}),
         member("rssi_dbm"_L1, &EdgeReading::rssiDbm, kinds::orNull(kinds::number()), {})}};
    return noun;
}

const Noun<model::Device> &edgeDeviceNoun()
{
    static const Noun<Device> noun{
        u"EdgeDevice"_s,
        u"A device with the metrics that the predecessor's devices had."_s,
        {member("tenant_id"_L1, &Device::tenantId, kinds::text(), {}),
         member("device_id"_L1, &Device::deviceId, kinds::text(), {}),
         member("site_id"_L1, &Device::siteId, kinds::text(), {}),
         member("status"_L1, &Device::status, kinds::word<model::DeviceStatus>(), {}),
         member("last_seen_at"_L1, &Device::lastSeenAt, kinds::orNull(kinds::time()), {}),
         latest("battery_pct"_L1), latest("temp_c"_L1), latest("rssi_dbm"_L1), latest("snr_db"_L1)}};
    return noun;
}

const Noun<CustomerDevice> &customerDeviceNoun()
{
    static const Noun<CustomerDevice> noun{
        u"CustomerDevice"_s,
        u"A device and what came of it lately."_s,
        {member("tenant_id"_L1, &CustomerDevice::device, &Device::tenantId, kinds::text(), {}),
         member("device"_L1, &CustomerDevice::device, kindOf(edgeDeviceNoun()), {}),
         member("events"_L1, &CustomerDevice::events, kinds::list(kindOf(deviceEventNoun())),
                "The last fifty, newest first."_L1),
         member("telemetry"_L1, &CustomerDevice::telemetry, kinds::list(kindOf(edgeReadingNoun())),
                "The last 120 readings, newest first."_L1)}};
    return noun;
}

} // namespace pulse::wire
