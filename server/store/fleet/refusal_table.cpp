// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/fleet/refusal_table.h"

#include "store/postgres/columns.h"

namespace pulse::store {

namespace {

using model::DeviceRefusals;

RowShape<model::Refusal> refusalShape()
{
    using model::Refusal;
    return {knownColumn("reason", &Refusal::reason), column("is_proven", &Refusal::isProven),
            column("count", &Refusal::count), column("first_at", &Refusal::firstAt),
            column("last_at", &Refusal::lastAt)};
}

struct NamedDevice {
    QString tenantId;
    DeviceKey key;
};

const Query<RefusalOfDevice> kRefusedLast{
    "refusal.refused_last",
    RowShape{column("device_key", &RefusalOfDevice::device)}.with(&RefusalOfDevice::refusal, refusalShape())};
const Query<NamedDevice> kNamedDevice{
    "refusal.device", {column("tenant_id", &NamedDevice::tenantId), column("device_key", &NamedDevice::key)}};
const Query<model::Refusal> kOfDevice{"refusal.of_device", refusalShape()};
const Query<model::RefusedMessage> kRecent{"refusal.recent",
                                           {column("at", &model::RefusedMessage::at),
                                            knownColumn("reason", &model::RefusedMessage::reason),
                                            column("is_proven", &model::RefusedMessage::isProven),
                                            column("msg_type", &model::RefusedMessage::msgType)}};

} // namespace

Result<> recordRefusals(const SystemScope &scope, std::span<const NewRefusals> refusals)
{
    if (refusals.empty())
        return {};
    // The last messages of all rows lie in two flat columns.
    std::vector<std::int32_t> begins;
    std::vector<NewRefusals::Message> recent;
    for (const NewRefusals &refusal : refusals) {
        begins.push_back(static_cast<std::int32_t>(recent.size()) + 1); // SQL counts from 1
        recent.insert(recent.end(), refusal.recent.begin(), refusal.recent.end());
    }
    const auto of = [](auto RefusalKey::*member) {
        return [member](const NewRefusals &refusal) { return refusal.key.*member; };
    };
    PULSE_CHECK(
        scope.query("refusal.record",
                    {int8s(refusals, of(&RefusalKey::device)), int4s(refusals, &NewRefusals::tenant),
                     texts(refusals, of(&RefusalKey::reason)), flags(refusals, of(&RefusalKey::isProven)),
                     int8s(refusals, &NewRefusals::count), times(refusals, &NewRefusals::firstAt),
                     times(refusals, &NewRefusals::lastAt), times(recent, &NewRefusals::Message::at),
                     texts(recent, &NewRefusals::Message::msgType), Param::int4Array(begins),
                     int4s(refusals, [](const NewRefusals &refusal) { return refusal.recent.size(); })}));
    return {};
}

Result<std::vector<RefusalOfDevice>> refusedLast(const SystemScope &scope,
                                                 std::span<const HeardDevice> devices)
{
    if (devices.empty())
        return std::vector<RefusalOfDevice>{};
    return scope.all<std::vector>(kRefusedLast,
                                  {int8s(devices, &HeardDevice::device), times(devices, &HeardDevice::at)});
}

Result<DeviceRefusals> refusalsOf(const TenantScope &scope, const QString &deviceId)
{
    PULSE_TRY(const NamedDevice device,
              scope.one(kNamedDevice, {deviceId}, QStringLiteral("there is no such device")));
    DeviceRefusals refusals{device.tenantId, deviceId, {}, {}};
    PULSE_TRY(refusals.reasons, scope.all(kOfDevice, {device.key}));
    PULSE_TRY(refusals.recent, scope.all(kRecent, {device.key, DeviceRefusals::kMostRecent}));
    return refusals;
}

} // namespace pulse::store
