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

Result<store::DeviceFilter> deviceFilter(const Request &request)
{
    store::DeviceFilter filter;
    PULSE_TRY(filter.search, textParameter(request, u"search"_s));
    PULSE_TRY(const QString status, textParameter(request, u"status"_s));
    if (status.isEmpty() || status == "ALL"_L1)
        return filter;
    filter.status = model::fromWord<model::DeviceStatus>(status);
    if (!filter.status)
        return invalidField(u"status"_s, u"status must be ONLINE, STALE, REVOKED or ALL"_s);
    return filter;
}

// GET /api/v2/devices?search=&status=&limit=&after=
Result<Reply> getDevices(const Request &request, const store::TenantScope &scope)
{
    PULSE_TRY(const wire::PageRequest pageRequest, wire::pageRequestFrom(request.query, 100, 500));
    PULSE_TRY(const store::DeviceFilter filter, deviceFilter(request));
    PULSE_TRY(const auto page, store::listDevices(scope, filter, pageRequest));
    return Reply::json(listJson<model::Device>(request, u"devices"_s, page, pageRequest, wire::toJson));
}

Result<Reply> getDevice(const Request &request, const store::TenantScope &scope)
{
    PULSE_TRY(const model::Device device, store::deviceById(scope, request.arguments.value(0)));
    PULSE_TRY(const auto refusals, store::refusalsOf(scope, device.deviceId));
    QJsonObject json = wire::toJson(device);
    json.insert(u"refusals"_s, wire::refusalSummary(refusals));
    return Reply::json({{u"tenant_id"_s, device.tenantId}, {u"device"_s, json}});
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
    handlers.insert(wire::EndpointId::DeviceRefusals, reading(getRefusals));
}

} // namespace pulse::api
