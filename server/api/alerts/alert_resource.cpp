// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/resource/resource_reply.h"
#include "api/resource/resources.h"
#include "model/words.h"
#include "store/alerts/alert_table.h"
#include "store/ingest/alert_life.h"
#include "wire/alerts/alert_json.h"
#include "wire/alerts/alert_transition_json.h"
#include "wire/core/json.h"

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
    if (status == "RETURNED"_L1)
        return store::AlertsShown::Returned;
    if (status == "ALL"_L1)
        return store::AlertsShown::All;
    return invalidField(u"status"_s, u"status must be OPEN, ACKNOWLEDGED, CLOSED, RETURNED or ALL"_s);
}

Result<std::optional<bool>> truthParameter(const Request &request, const QString &name)
{
    PULSE_TRY(const QString text, textParameter(request, name));
    if (text.isEmpty())
        return std::nullopt;
    if (text != "true"_L1 && text != "false"_L1)
        return invalidField(name, name + u" must be true or false"_s);
    return text == "true"_L1;
}

Result<store::AlertFilter> filterFrom(const Request &request)
{
    store::AlertFilter filter;
    PULSE_TRY(const QString status, textParameter(request, u"status"_s));
    PULSE_TRY(filter.shown, shownAlerts(status));
    PULSE_TRY(const QString type, textParameter(request, u"alert_type"_s));
    filter.type = model::fromWord<model::AlertType>(type);
    if (!type.isEmpty() && !filter.type)
        return invalidField(u"alert_type"_s,
                            u"alert_type must be THRESHOLD, METRIC_SILENT or NO_HEARTBEAT"_s);
    PULSE_TRY(filter.deviceId, textParameter(request, u"device_id"_s));
    PULSE_TRY(filter.siteId, textParameter(request, u"site_id"_s));
    PULSE_TRY(const int severity, wire::wholeNumberFrom(request.query, u"min_severity"_s, 1, 1, 5));
    if (severity > 1)
        filter.minSeverity = severity;
    PULSE_TRY(filter.isShelved, truthParameter(request, u"shelved"_s));
    return filter;
}

void tellFilter(QJsonObject &json, const Request &request)
{
    const QString status = request.query.queryItemValue(u"status"_s);
    json.insert(u"status"_s, status.isEmpty() ? u"OPEN"_s : status);
    json.insert(u"alert_type"_s, wire::orNull(request.query.queryItemValue(u"alert_type"_s)));
}

// GET /api/v2/alerts?status=OPEN&alert_type=&device_id=&site_id=&min_severity=&shelved=&limit=&after=
Result<Reply> getAlerts(const Request &request, const store::TenantScope &scope)
{
    PULSE_TRY(const wire::PageRequest pageRequest, wire::pageRequestFrom(request.query, 100, 500));
    PULSE_TRY(const store::AlertFilter filter, filterFrom(request));
    PULSE_TRY(const auto page, store::listAlerts(scope, filter, pageRequest));
    QJsonObject json = listJson<model::Alert>(request, u"alerts"_s, page, pageRequest, wire::toJson);
    tellFilter(json, request);
    return Reply::json(json);
}

// GET /operator/alerts?tenant_filter=&…, of every tenant or one
Result<Reply> getOperatorAlerts(const Request &request, store::Connection &connection)
{
    PULSE_TRY(const wire::PageRequest pageRequest, wire::pageRequestFrom(request.query, 100, 500));
    PULSE_TRY(store::AlertFilter filter, filterFrom(request));
    PULSE_TRY(filter.tenantId, textParameter(request, u"tenant_filter"_s));
    model::AuditEntry look = auditEntry(request, u"list_all_alerts"_s, u"alert"_s);
    look.tenantFilter = filter.tenantId;
    PULSE_TRY(store::OperatorScope scope, store::OperatorScope::begin(connection, request.principal, look));
    PULSE_TRY(const auto page, store::listAlerts(scope, filter, pageRequest));
    PULSE_CHECK(scope.commit()); // the audit row
    QJsonArray items;
    for (const model::Alert &alert : page.items)
        items.append(wire::toJson(alert));
    QJsonObject json =
        wire::pageJson(u"alerts"_s, items, page.total, page.isTotalEstimate, page.next, pageRequest);
    json.insert(u"tenant_filter"_s, wire::orNull(filter.tenantId));
    tellFilter(json, request);
    return Reply::json(json);
}

Result<Reply> getAlert(const Request &request, const store::TenantScope &scope)
{
    PULSE_TRY(const qint64 alertId, alertIdOf(request));
    PULSE_TRY(const model::Alert alert, store::alertById(scope, alertId));
    return Reply::json({{u"tenant_id"_s, alert.tenantId}, {u"alert"_s, wire::toJson(alert)}});
}

// GET /api/v2/alerts/{alert_id}/history?limit=&after=: what happened to it, oldest first
Result<Reply> getHistory(const Request &request, const store::TenantScope &scope)
{
    PULSE_TRY(const wire::PageRequest pageRequest, wire::pageRequestFrom(request.query, 100, 500));
    PULSE_TRY(const qint64 alertId, alertIdOf(request));
    PULSE_CHECK(store::alertById(scope, alertId));
    PULSE_TRY(const auto page, store::listTransitions(scope, alertId, pageRequest));
    QJsonObject json = listJson<model::Transition>(request, u"history"_s, page, pageRequest, wire::toJson);
    json.insert(u"alert_id"_s, alertId);
    return Reply::json(json);
}

} // namespace

Result<qint64> alertIdOf(const Request &request)
{
    bool isNumber = false;
    const qint64 alertId = request.arguments.value(0).toLongLong(&isNumber);
    if (!isNumber)
        return invalidField(u"alert_id"_s, u"alert_id must be a whole number"_s);
    return alertId;
}

void addAlertHandlers(Handlers &handlers)
{
    handlers.insert(wire::EndpointId::Alerts, reading(getAlerts));
    handlers.insert(wire::EndpointId::Alert, reading(getAlert));
    handlers.insert(wire::EndpointId::CustomerAlerts, reading(getAlerts));
    handlers.insert(wire::EndpointId::CustomerAlert, reading(getAlert));
    handlers.insert(wire::EndpointId::AlertHistory, reading(getHistory));
    handlers.insert(wire::EndpointId::OperatorAlerts, getOperatorAlerts);
}

} // namespace pulse::api
