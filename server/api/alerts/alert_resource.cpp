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

store::AlertsShown shownAlerts(const Request &request)
{
    static const QHash<QString, store::AlertsShown> byStatus{
        {u"ACKNOWLEDGED"_s, store::AlertsShown::Acknowledged},
        {u"CLOSED"_s, store::AlertsShown::Closed},
        {u"RETURNED"_s, store::AlertsShown::Returned},
        {u"ALL"_s, store::AlertsShown::All}};
    return byStatus.value(textOf(request, u"status"_s), store::AlertsShown::Active);
}

store::AlertFilter filterFrom(const Request &request)
{
    store::AlertFilter filter;
    filter.shown = shownAlerts(request);
    filter.type = wordOf<model::AlertType>(request, u"alert_type"_s);
    filter.deviceId = textOf(request, u"device_id"_s);
    filter.siteId = textOf(request, u"site_id"_s);
    if (const int severity = numberOf(request, u"min_severity"_s); severity > model::kMinSeverity)
        filter.minSeverity = severity;
    filter.isShelved = truthOf(request, u"shelved"_s);
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
    PULSE_TRY(const model::PageRequest pageRequest, pageOf(request));
    PULSE_TRY(const auto page, store::listAlerts(scope, filterFrom(request), pageRequest));
    QJsonObject json = listJson(request, u"alerts"_s, page, pageRequest, wire::alertNoun());
    tellFilter(json, request);
    return Reply::json(json);
}

// GET /operator/alerts?tenant_filter=&…, of every tenant or one
Result<Reply> getOperatorAlerts(const Request &request, store::Connection &connection)
{
    PULSE_TRY(const model::PageRequest pageRequest, pageOf(request));
    store::AlertFilter filter = filterFrom(request);
    filter.tenantId = textOf(request, u"tenant_filter"_s);
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
    PULSE_TRY(const model::Alert alert, store::alertById(scope, idOf(request)));
    return Reply::json({{u"tenant_id"_s, alert.tenantId}, {u"alert"_s, wire::toJson(alert)}});
}

// GET /api/v2/alerts/{alert_id}/history?limit=&after=: what happened to it, oldest first
Result<Reply> getHistory(const Request &request, const store::TenantScope &scope)
{
    PULSE_TRY(const model::PageRequest pageRequest, pageOf(request));
    const qint64 alertId = idOf(request);
    PULSE_CHECK(store::alertById(scope, alertId));
    PULSE_TRY(const auto page, store::listTransitions(scope, alertId, pageRequest));
    QJsonObject json = listJson(request, u"history"_s, page, pageRequest, wire::transitionNoun());
    json.insert(u"alert_id"_s, alertId);
    return Reply::json(json);
}

} // namespace

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
