// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/resource/resource_reply.h"
#include "api/resource/resources.h"
#include "model/person_name.h"
#include "store/alerts/system_alert_table.h"
#include "wire/alerts/system_alert_json.h"

namespace pulse::api {

using namespace Qt::StringLiterals;

namespace {

// Only those that last.
bool onlyOpen(const Request &request) { return textOf(request, u"status"_s) != "ALL"_L1; }

QJsonObject systemAlertsJson(const model::Page<model::SystemAlert> &alerts, const model::PageRequest &page,
                             bool isOpen)
{
    QJsonArray items;
    for (const model::SystemAlert &alert : alerts.items)
        items.append(wire::toJson(alert));
    QJsonObject json =
        wire::pageJson(u"system_alerts"_s, items, alerts.total, alerts.isTotalEstimate, alerts.next, page);
    json.insert(u"status"_s, isOpen ? u"OPEN"_s : u"ALL"_s);
    return json;
}

// GET /operator/system-alerts?status=OPEN|ALL&limit=&after=, newest first
Result<Reply> getSystemAlerts(const Request &request, store::Connection &connection)
{
    PULSE_TRY(const model::PageRequest page, pageOf(request));
    const bool isOpen = onlyOpen(request);
    PULSE_TRY(store::OperatorScope scope,
              store::OperatorScope::begin(connection, request.principal,
                                          auditEntry(request, u"view_system_alerts"_s, u"system_alert"_s)));
    PULSE_TRY(const auto alerts, store::listSystemAlerts(scope, isOpen, page));
    PULSE_CHECK(scope.commit()); // the audit row
    return Reply::json(systemAlertsJson(alerts, page, isOpen));
}

// GET /customer/system-alerts: those about the tenant's own things, INTEGRATION_FAILING.
Result<Reply> getOwnSystemAlerts(const Request &request, const store::TenantScope &scope)
{
    PULSE_TRY(const model::PageRequest page, pageOf(request));
    const bool isOpen = onlyOpen(request);
    PULSE_TRY(const auto alerts, store::listSystemAlerts(scope, isOpen, page));
    QJsonObject json = systemAlertsJson(alerts, page, isOpen);
    json.insert(u"tenant_id"_s, request.principal.tenantId);
    return Reply::json(json);
}

// POST /operator/system-alerts/{system_alert_id}/acknowledge: an operator knows. It stays until it clears.
Result<Reply> acknowledge(const Request &request, store::Connection &connection)
{
    const qint64 id = idOf(request);
    model::AuditEntry act = auditEntry(request, u"acknowledge_system_alert"_s, u"system_alert"_s);
    act.resourceId = QString::number(id);
    PULSE_TRY(store::OperatorScope scope, store::OperatorScope::begin(connection, request.principal, act));
    PULSE_TRY(const auto alert, store::acknowledgeSystemAlert(scope, id, model::nameOf(request.principal)));
    PULSE_CHECK(scope.commit());
    return Reply::json({{u"system_alert"_s, wire::toJson(alert)}});
}

} // namespace

void addSystemAlertHandlers(Handlers &handlers)
{
    handlers.insert(wire::EndpointId::SystemAlerts, getSystemAlerts);
    handlers.insert(wire::EndpointId::CustomerSystemAlerts, reading(getOwnSystemAlerts));
    handlers.insert(wire::EndpointId::AcknowledgeSystemAlert, acknowledge);
}

} // namespace pulse::api
