// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/alerts/alert_action_json.h"
#include "wire/alerts/alert_json.h"
#include "wire/alerts/alert_rule_json.h"
#include "wire/alerts/alert_transition_json.h"
#include "wire/alerts/backtest_json.h"
#include "wire/alerts/explain_json.h"
#include "wire/alerts/system_alert_json.h"
#include "wire/endpoint/endpoints.h"

namespace pulse::wire {

using namespace Qt::StringLiterals;

namespace {

const auto kAudited = "Every look is written to the audit log in the same transaction."_L1;

QJsonObject alert() { return kinds::reference(alertNoun().name); }
QJsonObject rule() { return kinds::reference(alertRuleNoun().name); }

QList<QueryParameter> alertFilter()
{
    QueryParameter status = wordParameter(
        "status"_L1, {u"OPEN"_s, u"ACKNOWLEDGED"_s, u"CLOSED"_s, u"RETURNED"_s, u"ALL"_s},
        "OPEN is every active alert, acknowledged or not; RETURNED is closed, and nobody has acknowledged it."_L1);
    status.schema.insert(u"default"_s, u"OPEN"_s);
    return {status,
            wordParameter("alert_type"_L1, model::words<model::AlertType>(), "Only alerts of this type."_L1),
            textParameter("device_id"_L1, "Only alerts of this device."_L1),
            textParameter("site_id"_L1, "Only alerts of this site."_L1),
            wholeParameter("min_severity"_L1, {1, 5, 1}, "Only alerts of this severity and above."_L1),
            truthParameter("shelved"_L1, "Only shelved alerts, or only others."_L1)};
}

ObjectSchema toldFilter()
{
    return ObjectSchema()
        .add(u"status"_s, kinds::text().schema, {})
        .add(u"alert_type"_s, kinds::textOrNull().schema, {});
}

Endpoint alertList(EndpointId id, QLatin1StringView path, const QString &operation)
{
    return Endpoint{id, "GET"_L1, path, Access::Customer, operation, "The tenant's alerts, newest first"_L1}
        .taking(alertFilter())
        .taking(pageParameters())
        .answering(listSchema(u"alerts"_s, alert(), toldFilter().open()));
}

Endpoint oneAlert(EndpointId id, QLatin1StringView path, const QString &operation)
{
    return Endpoint{id, "GET"_L1, path, Access::Customer, operation, "One alert"_L1}.answering(
        besideTenant(u"alert"_s, alert()));
}

struct Action {
    EndpointId id;
    QLatin1StringView path;
    QString operation;
    QLatin1StringView says;
    QLatin1StringView more;
};

Endpoint action(const Action &action, const QJsonObject &body, Body::Taken taken)
{
    return Endpoint{action.id, "POST"_L1, action.path, Access::CustomerAdmin, action.operation, action.says}
        .withBody(body, taken)
        .answering(besideTenant(u"alert"_s, alert()))
        .conflicting()
        .explained(action.more);
}

QList<Endpoint> alertActions()
{
    using enum Body::Taken;
    return {
        action(
            {EndpointId::AcknowledgeAlert, "/api/v2/alerts/{alert_id}/acknowledge"_L1, u"acknowledgeAlert"_s,
             "Say that somebody has seen it"_L1,
             "Also of a closed alert. 409 (alert_state) with its state in `detail` when it cannot happen in it."_L1},
            reasonSchema(), Optional),
        action(
            {EndpointId::UnacknowledgeAlert, "/api/v2/alerts/{alert_id}/unacknowledge"_L1,
             u"unacknowledgeAlert"_s, "Take the acknowledgement back"_L1,
             "An active alert that routes have not been told of is announced then. 409 as of acknowledge."_L1},
            reasonSchema(), Optional),
        action(
            {EndpointId::ShelveAlert, "/api/v2/alerts/{alert_id}/shelve"_L1, u"shelveAlert"_s,
             "Suppress an active alert for a time"_L1,
             "Routes are not told that it is open until the shelf ends. Shelving a shelved alert gives it another end and reason. 409 as of acknowledge."_L1},
            shelfSchema(), Required),
        action(
            {EndpointId::UnshelveAlert, "/api/v2/alerts/{alert_id}/unshelve"_L1, u"unshelveAlert"_s,
             "Take it off the shelf"_L1,
             "If it is active and not acknowledged, routes are told that it is open. 409 as of acknowledge."_L1},
            reasonSchema(), Optional),
        action({EndpointId::CommentAlert, "/api/v2/alerts/{alert_id}/comment"_L1, u"commentAlert"_s,
                "Say something about it"_L1, "A line in its history."_L1},
               commentSchema(), Required)};
}

QJsonObject explainedAlert()
{
    QJsonObject openedBy =
        ObjectSchema()
            .add(u"rule_id"_s, kinds::text().schema, {})
            .add(u"version"_s, kinds::orNull(kinds::integer()).schema,
                 u"Of the rule as it opened the alert."_s, false)
            .add(u"condition"_s, kinds::object(u"Of that version."_s).schema, {})
            .add(u"now"_s, kinds::nullable(rule()), u"The rule as it is; null: it is gone."_s)
            .open();
    const QJsonObject delivery =
        ObjectSchema()
            .add(u"delivery"_s, kinds::reference(u"Delivery"_s), {})
            .add(u"attempts"_s, kinds::arrayOf(kinds::reference(u"DeliveryAttempt"_s)), u"Oldest first."_s)
            .open();
    return ObjectSchema()
        .add(u"tenant_id"_s, kinds::text().schema, {})
        .add(u"alert"_s, alert(), {})
        .add(u"transitions"_s, kinds::arrayOf(kinds::reference(transitionNoun().name)), {})
        .add(u"rule"_s, kinds::nullable(openedBy), u"Null: no rule opened it."_s)
        .add(u"routes"_s, kinds::arrayOf(kinds::reference(routeOutcomeNoun().name)), {})
        .add(u"deliveries"_s, kinds::arrayOf(delivery), {})
        .open();
}

QJsonObject explainedRule()
{
    const QJsonObject obstacle =
        ObjectSchema(u"With the figures it speaks of: value, threshold, distance, pending_since, deadline, "
                     "alert_id and others."_s)
            .add(u"code"_s, kinds::text().schema,
                 u"ALREADY_OPEN, RULE_DISABLED, SITE_NOT_COVERED, DEVICE_NOT_COVERED, DEVICE_REVOKED, "
                 "DEVICE_NEVER_HEARD, METRIC_NEVER_SEEN, NOT_BEYOND_THRESHOLD, PENDING, "
                 "RULE_NEWER_THAN_READING, LATE_READING, DEVICE_SILENT or NOT_SILENT_LONG_ENOUGH."_s)
            .add(u"explanation"_s, kinds::text().schema, {})
            .open();
    return ObjectSchema()
        .add(u"tenant_id"_s, kinds::text().schema, {})
        .add(u"rule"_s, rule(), {})
        .add(u"device_id"_s, kinds::text().schema, {})
        .add(u"site_id"_s, kinds::text().schema, {})
        .add(u"alert_id"_s, kinds::orNull(kinds::idNumber()).schema, u"The alert that it has open."_s)
        .add(u"value"_s, {}, u"The metric's last value; null: none."_s, false)
        .add(u"last_seen_at"_s, kinds::orNull(kinds::time()).schema, {}, false)
        .add(u"last_telemetry_at"_s, kinds::orNull(kinds::time()).schema, {}, false)
        .add(u"reasons"_s, kinds::arrayOf(obstacle),
             u"In order of weight; empty: the next reading decides."_s)
        .open();
}

// One line of a back-test's answer.
QJsonObject backtestLine(const QString &type, QJsonObject fields)
{
    QJsonObject properties = fields.value(u"properties"_s).toObject();
    QJsonArray required = fields.value(u"required"_s).toArray();
    properties.insert(u"type"_s, QJsonObject{{u"const"_s, type}});
    required.append(u"type"_s);
    fields.insert(u"properties"_s, properties);
    fields.insert(u"required"_s, required);
    return fields;
}

QJsonObject backtestLines()
{
    const QJsonObject progress = ObjectSchema()
                                     .add(u"percent"_s, kinds::number().schema, {}, false)
                                     .add(u"devices"_s, kinds::count().schema, {}, false)
                                     .add(u"devices_in_scope"_s, kinds::count().schema, {}, false)
                                     .add(u"readings"_s, kinds::count().schema, {}, false)
                                     .open();
    const QJsonObject error =
        ObjectSchema(u"The problem that ended it; its own `type` gives way to the line's."_s)
            .add(u"status"_s, kinds::integer().schema, {})
            .add(u"code"_s, kinds::text().schema, {})
            .add(u"title"_s, kinds::text().schema, {}, false)
            .add(u"detail"_s, kinds::text().schema, {}, false)
            .open();
    return {{u"oneOf"_s,
             QJsonArray{backtestLine(u"progress"_s, progress),
                        backtestLine(u"excursion"_s, excursionNoun().schema()),
                        backtestLine(u"totals"_s, backtestTotalsNoun().schema()),
                        backtestLine(u"error"_s, error)}}};
}

Endpoint backtest()
{
    return Endpoint{EndpointId::BacktestAlertRule,
                    "POST"_L1,
                    "/api/v2/alert-rules/backtest"_L1,
                    Access::Customer,
                    u"backtestAlertRule"_s,
                    "Run a draft rule over stored readings"_L1}
        .withBody(backtestRequestSchema())
        .answeringAs("application/x-ndjson", backtestLines())
        .answering(ObjectSchema()
                       .add(u"tenant_id"_s, kinds::text().schema, {}, false)
                       .add(u"excursions"_s, kinds::arrayOf(kinds::reference(excursionNoun().name)), {})
                       .add(u"totals"_s, kinds::reference(backtestTotalsNoun().name), {})
                       .open())
        .explained(
            "Evaluates the readings from start to end by the code that evaluates them when they come in, in "
            "the order in which they came, and says which alerts the rule would have opened; it changes "
            "nothing. Nothing is open and no timer runs at start. Only THRESHOLD rules: that nothing came is "
            "not stored. The answer comes in lines (application/x-ndjson) while it is worked out: "
            "`progress`, "
            "`excursion` and, last, `totals`, or `error` with a problem; with Accept: application/json it is "
            "one object at the end. It ends early at a limit, which the totals name, and when the client "
            "leaves. A tenant may have one under way."_L1);
}

// /customer answers with the rule itself, /api/v2 with the rule beside its tenant, as the predecessor did.
QList<Endpoint> ruleEndpoints()
{
    QueryParameter device = textParameter("device"_L1, "The device's device_id."_L1);
    device.isRequired = true;
    return crudEndpoints(
               {EndpointId::CustomerAlertRules, EndpointId::CustomerAlertRule, EndpointId::CreateAlertRule,
                EndpointId::ChangeAlertRule, EndpointId::DeleteAlertRule, "/customer/alert-rules"_L1,
                "/customer/alert-rules/{rule_id}"_L1, u"AlertRule"_s, u"rules"_s, rule(),
                alertRuleNoun().bodySchema(BodyKind::Create), alertRuleNoun().bodySchema(BodyKind::Change)})
        + QList<Endpoint>{Endpoint{EndpointId::AlertRules, "GET"_L1, "/api/v2/alert-rules"_L1,
                                   Access::Customer, u"listRules"_s, "The tenant's rules, oldest first"_L1}
                              .taking(pageParameters())
                              .answering(listSchema(u"rules"_s, rule())),
                          Endpoint{EndpointId::AlertRule, "GET"_L1, "/api/v2/alert-rules/{rule_id}"_L1,
                                   Access::Customer, u"getRule"_s, "One rule"_L1}
                              .answering(besideTenant(u"rule"_s, rule())),
                          Endpoint{EndpointId::ExplainAlertRule, "GET"_L1,
                                   "/api/v2/alert-rules/{rule_id}/explain"_L1, Access::Customer,
                                   u"explainAlertRule"_s, "Why a rule has no alert for a device"_L1}
                              .taking({device})
                              .answering(explainedRule()),
                          backtest()};
}

QList<Endpoint> systemAlertEndpoints()
{
    const QJsonObject systemAlert = kinds::reference(systemAlertNoun().name);
    const QJsonObject status = ObjectSchema().add(u"status"_s, kinds::text().schema, {}, false).open();
    const QueryParameter shown =
        wordParameter("status"_L1, {u"OPEN"_s, u"ALL"_s},
                      "OPEN, the default, is every one that lasts, acknowledged or not."_L1);
    return {
        Endpoint{EndpointId::CustomerSystemAlerts, "GET"_L1, "/customer/system-alerts"_L1, Access::Customer,
                 u"listOwnSystemAlerts"_s, "What Pulse must tell the tenant, newest first"_L1}
            .taking({shown})
            .taking(pageParameters())
            .answering(listSchema(u"system_alerts"_s, systemAlert, status))
            .explained(
                "INTEGRATION_FAILING: nothing has arrived at an integration for long. Cleared by itself when "
                "something does, or when the integration is changed, disabled or deleted. METRICS_FULL: new "
                "metrics are dropped, of a device (subject) or of all. Cleared when none was for a day."_L1),
        Endpoint{EndpointId::SystemAlerts, "GET"_L1, "/operator/system-alerts"_L1, Access::Operator,
                 u"listSystemAlerts"_s, "What an operator must know about Pulse itself, newest first"_L1}
            .taking({shown})
            .taking(pageParameters())
            .answering(operatorListSchema(u"system_alerts"_s, systemAlert, status))
            .explained(kAudited),
        Endpoint{EndpointId::AcknowledgeSystemAlert, "POST"_L1,
                 "/operator/system-alerts/{system_alert_id}/acknowledge"_L1, Access::Operator,
                 u"acknowledgeSystemAlert"_s, "Say that an operator knows"_L1}
            .answering(ObjectSchema().add(u"system_alert"_s, systemAlert, {}).open())
            .conflicting()
            .explained("The alert stays until it clears, and leaves the banner. Idempotent: the first who "
                       "acknowledged "
                       "stays named. News of the same alert takes the acknowledgement back. Written to the "
                       "audit log "
                       "in the same transaction."_L1)};
}

} // namespace

QList<Endpoint> alertEndpoints()
{
    const QJsonObject history =
        listSchema(u"history"_s, kinds::reference(transitionNoun().name),
                   ObjectSchema().add(u"alert_id"_s, kinds::idNumber().schema, {}).open());
    const QJsonObject acrossTenants =
        toldFilter().add(u"tenant_filter"_s, kinds::textOrNull().schema, {}).open();
    return QList<Endpoint>{
               alertList(EndpointId::Alerts, "/api/v2/alerts"_L1, u"listAlerts"_s),
               oneAlert(EndpointId::Alert, "/api/v2/alerts/{alert_id}"_L1, u"getAlert"_s),
               alertList(EndpointId::CustomerAlerts, "/customer/alerts"_L1, u"listCustomerAlerts"_s),
               oneAlert(EndpointId::CustomerAlert, "/customer/alerts/{alert_id}"_L1, u"getCustomerAlert"_s),
               Endpoint{EndpointId::AlertHistory, "GET"_L1, "/api/v2/alerts/{alert_id}/history"_L1,
                        Access::Customer, u"getAlertHistory"_s, "What happened to it, oldest first"_L1}
                   .taking(pageParameters())
                   .answering(history),
               Endpoint{EndpointId::ExplainAlert, "GET"_L1, "/api/v2/alerts/{alert_id}/explain"_L1,
                        Access::Customer, u"explainAlert"_s,
                        "Why it opened and closed, and why it went where it went"_L1}
                   .answering(explainedAlert()),
               Endpoint{EndpointId::OperatorAlerts, "GET"_L1, "/operator/alerts"_L1, Access::Operator,
                        u"listAllAlerts"_s, "Alerts of every tenant, newest first"_L1}
                   .taking({textParameter("tenant_filter"_L1, "Only this tenant's."_L1)})
                   .taking(alertFilter())
                   .taking(pageParameters())
                   .answering(operatorListSchema(u"alerts"_s, alert(), acrossTenants))
                   .explained(kAudited)}
    + alertActions() + ruleEndpoints() + systemAlertEndpoints();
}

} // namespace pulse::wire
