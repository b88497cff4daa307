// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/resource/resource_reply.h"
#include "api/resource/resources.h"
#include "model/words.h"
#include "store/fleet/device_table.h"
#include "store/fleet/refusal_table.h"
#include "wire/fleet/device_json.h"
#include "wire/fleet/refusal_json.h"

namespace pulse::api {

using namespace Qt::StringLiterals;

namespace {

// GET /api/v2/devices?search=&status=&limit=&after=
Result<Reply> getDevices(const Request &request, const store::TenantScope &scope)
{
    PULSE_TRY(const model::PageRequest pageRequest, pageOf(request));
    store::DeviceFilter filter{textOf(request, u"search"_s),
                               wordOf<model::DeviceStatus>(request, u"status"_s)}; // none: ALL
    const QString label = textOf(request, u"label"_s);
    filter.label.key = label.section(u':', 0, 0);
    if (label.contains(u':'))
        filter.label.value = label.section(u':', 1);
    PULSE_TRY(const auto page, store::listDevices(scope, filter, pageRequest));
    return Reply::json(listJson(request, u"devices"_s, page, pageRequest, wire::deviceNoun()));
}

Result<Reply> deviceReply(const store::TenantScope &scope, const model::Device &device)
{
    PULSE_TRY(const auto refusals, store::refusalsOf(scope, device.deviceId));
    QJsonObject json = wire::toJson(device);
    json.insert(u"refusals"_s, wire::refusalSummary(refusals));
    return Reply::json({{u"tenant_id"_s, device.tenantId}, {u"device"_s, json}});
}

Result<Reply> getDevice(const Request &request, const store::TenantScope &scope)
{
    PULSE_TRY(const model::Device device, store::deviceById(scope, request.arguments.value(0)));
    return deviceReply(scope, device);
}

Result<Reply> changeDevice(const Request &request, const store::TenantScope &scope)
{
    PULSE_TRY(const QJsonObject body, bodyOf(request));
    PULSE_TRY(const model::Device device,
              store::changeDevice(scope, request.arguments.value(0), [&body](const model::Device &before) {
                  return wire::applyBody(before, body);
              }));
    return deviceReply(scope, device);
}

// GET /api/v2/devices/{device_id}/refusals
Result<Reply> getRefusals(const Request &request, const store::TenantScope &scope)
{
    PULSE_TRY(const auto refusals, store::refusalsOf(scope, request.arguments.value(0)));
    return Reply::json(wire::toJson(refusals));
}

} // namespace

void addDeviceHandlers(Handlers &handlers)
{
    handlers.insert(wire::EndpointId::Devices, reading(getDevices));
    handlers.insert(wire::EndpointId::Device, reading(getDevice));
    handlers.insert(wire::EndpointId::ChangeDevice, changing(changeDevice));
    handlers.insert(wire::EndpointId::DeviceRefusals, reading(getRefusals));
}

} // namespace pulse::api
