// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/resource_reply.h"
#include "api/resources.h"
#include "model/words.h"
#include "store/alert_table.h"
#include "wire/alert_json.h"
#include "wire/json.h"

namespace pulse::api {

using namespace Qt::StringLiterals;

namespace {

Result<store::AlertsShown> shownAlerts(const QString &status)
{
    if (status.isEmpty() || status == "OPEN"_L1)
        return store::AlertsShown::Active;
    if (status == "ACKNOWLEDGED"_L1)
        return store::AlertsShown::Acknowledged;
    if (status == "CLOSED"_L1)
        return store::AlertsShown::Closed;
    if (status == "ALL"_L1)
        return store::AlertsShown::All;
    return invalidField(u"status"_s, u"status must be OPEN, ACKNOWLEDGED, CLOSED or ALL"_s);
}

// GET /api/v2/alerts?status=OPEN&alert_type=&device_id=&limit=&after=
Result<Reply> getAlerts(const Request &request, const store::TenantScope &scope)
{
    PULSE_TRY(const wire::PageRequest pageRequest, wire::pageRequestFrom(request.query, 100, 500));
    PULSE_TRY(const QString status, textParameter(request, u"status"_s));
    PULSE_TRY(const QString type, textParameter(request, u"alert_type"_s));
    store::AlertFilter filter;
    PULSE_TRY(filter.deviceId, textParameter(request, u"device_id"_s));
    PULSE_TRY(filter.shown, shownAlerts(status));
    filter.type = model::fromWord<model::AlertType>(type);
    if (!type.isEmpty() && !filter.type)
        return invalidField(u"alert_type"_s, u"alert_type must be THRESHOLD or NO_HEARTBEAT"_s);
    PULSE_TRY(const auto page, store::listAlerts(scope, filter, pageRequest));
    QJsonObject json = listJson<model::Alert>(request, u"alerts"_s, page, pageRequest, wire::toJson);
    json.insert(u"status"_s, status.isEmpty() ? u"OPEN"_s : status);
    json.insert(u"alert_type"_s, wire::orNull(type));
    return Reply::json(json);
}

Result<Reply> getAlert(const Request &request, const store::TenantScope &scope)
{
    bool isNumber = false;
    const qint64 alertId = request.arguments.value(0).toLongLong(&isNumber);
    if (!isNumber)
        return invalidField(u"alert_id"_s, u"alert_id must be a whole number"_s);
    PULSE_TRY(const model::Alert alert, store::alertById(scope, alertId));
    return Reply::json({{u"tenant_id"_s, alert.tenantId}, {u"alert"_s, wire::toJson(alert)}});
}

} // namespace

void addAlertHandlers(Handlers &handlers)
{
    handlers.insert(wire::EndpointId::Alerts, reading(getAlerts));
    handlers.insert(wire::EndpointId::Alert, reading(getAlert));
}

} // namespace pulse::api
