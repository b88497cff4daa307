// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Why: an alert with the evidence it stands on, the routes that took it or did not, and its deliveries; and a
// rule that has no alert for a device.
#include "alerts/history.h"
#include "api/delivery/delivery_reply.h"
#include "api/resource/resource_reply.h"
#include "api/resource/resources.h"
#include "routing/job_plan.h"
#include "routing/route_match.h"
#include "rules/why_not.h"
#include "store/alerts/alert_rule_table.h"
#include "store/alerts/alert_table.h"
#include "store/delivery/explain_table.h"
#include "store/delivery/route_table.h"
#include "store/ingest/alert_life.h"
#include "store/ingest/registry_table.h"
#include "wire/alerts/alert_json.h"
#include "wire/alerts/alert_rule_json.h"
#include "wire/alerts/alert_transition_json.h"
#include "wire/alerts/explain_json.h"
#include "wire/core/json.h"

#include <array>

namespace pulse::api {

using namespace Qt::StringLiterals;
using model::AlertEvent;
using model::DeliverOn;

namespace {

constexpr int kMostRoutes = 500;

struct Story {
    TenantKey tenant;
    model::Alert alert;
    std::vector<model::Transition> transitions;
    QList<model::Route> routes; // disabled ones too
    std::vector<model::Route> delivering; // without those of disabled integrations
    std::vector<model::Announcement> told;
    QList<store::TriedDelivery> deliveries;
};

Result<Story> storyOf(const store::TenantScope &scope, qint64 alertId)
{
    Story story;
    story.tenant = scope.tenant();
    PULSE_TRY(story.alert, store::alertById(scope, alertId));
    PULSE_TRY(story.transitions, store::allTransitions(scope, alertId));
    PULSE_TRY(const auto routes, store::listRoutes(scope, {kMostRoutes, 0, {}}));
    story.routes = routes.items;
    PULSE_TRY(story.delivering, store::deliveringRoutes(scope, scope.tenant()));
    PULSE_TRY(story.deliveries, store::deliveriesOf(scope, alertId));
    const std::array ids{AlertId{alertId}};
    PULSE_TRY(story.told, store::announcementsOf(scope, ids));
    return story;
}

// What a transition would be to a route if nothing suppressed it.
std::optional<DeliverOn> ordinarily(AlertEvent event)
{
    switch (event) {
    case AlertEvent::Opened: return DeliverOn::Open;
    case AlertEvent::Cleared: return DeliverOn::Closed;
    case AlertEvent::Acknowledged: return DeliverOn::Acknowledged;
    default: return std::nullopt;
    }
}

void judge(wire::RouteOutcome &outcome, const Story &story)
{
    const routing::AlertFacts facts = routing::factsOf(story.tenant, story.alert);
    const bool isTold = routing::toldBy(outcome.route, story.told) != nullptr;
    auto verdict = routing::judge(outcome.route, facts, outcome.event, isTold);
    const bool isDelivering = std::any_of(story.delivering.begin(), story.delivering.end(),
                                          [&](const auto &each) { return each.key == outcome.route.key; });
    // The route matches such alerts now, but was not told of this one when it opened.
    if (verdict == routing::RouteVerdict::Match && isDelivering && outcome.event == DeliverOn::Open && !isTold
        && !outcome.jobId)
        verdict = routing::RouteVerdict::NotTold;
    outcome.isMatched = verdict == routing::RouteVerdict::Match && isDelivering;
    outcome.reason = routing::word(verdict);
    outcome.explanation = routing::explanation(verdict, outcome.route, facts, outcome.event);
    if (verdict == routing::RouteVerdict::Match && !isDelivering) {
        outcome.reason = u"integration"_s;
        outcome.explanation = u"the route's integration is disabled"_s;
    }
}

// Judged by the route as it is now; the job says what was decided then.
wire::RouteOutcome outcomeOf(const Story &story, const model::Transition &transition,
                             std::optional<DeliverOn> notice, const model::Route &route)
{
    wire::RouteOutcome outcome;
    outcome.route = route;
    outcome.transitionId = transition.id.value;
    outcome.event = notice ? *notice : *ordinarily(transition.event);
    for (const auto &[delivery, attempts] : story.deliveries) {
        if (delivery.transition == transition.id && delivery.routeId == route.routeId)
            outcome.jobId = delivery.jobId;
    }
    if (notice) {
        judge(outcome, story);
    } else if (transition.event == AlertEvent::Opened) {
        outcome.reason = u"shelved"_s;
        outcome.explanation = u"the alert opened on the shelf of its fingerprint"_s;
    } else if (transition.event == AlertEvent::Acknowledged && story.alert.clearedAt
               && transition.at >= *story.alert.clearedAt) {
        outcome.reason = u"closed"_s;
        outcome.explanation = u"the alert had closed before it was acknowledged"_s;
    } else {
        outcome.reason = u"not_announced"_s;
        outcome.explanation = u"the alert was shelved since it opened: nobody had heard of it"_s;
    }
    return outcome;
}

QJsonArray outcomesOf(const Story &story)
{
    const auto notices = alerts::noticesOf(story.transitions);
    QJsonArray outcomes;
    for (size_t i = 0; i < story.transitions.size(); ++i) {
        if (!notices[i] && !ordinarily(story.transitions[i].event))
            continue;
        for (const model::Route &route : story.routes)
            outcomes.append(wire::toJson(outcomeOf(story, story.transitions[i], notices[i], route)));
    }
    return outcomes;
}

// The rule that opened it, as it was then (from the evidence) and as it is; null when no rule did.
Result<QJsonValue> ruleOf(const store::TenantScope &scope, const Story &story)
{
    const QString ruleId = story.alert.details.value(u"rule_id"_s).toString();
    if (ruleId.isEmpty())
        return QJsonValue();
    const QJsonObject evidence =
        story.transitions.empty() ? QJsonObject() : story.transitions.front().evidence;
    const QJsonValue version = evidence.value(u"rule_version"_s);
    QJsonObject json{
        {u"rule_id"_s, ruleId},
        {u"version"_s, version.isUndefined() ? story.alert.details.value(u"rule_version"_s) : version},
        {u"condition"_s, evidence.value(u"condition"_s).toObject()}};
    const auto now = store::alertRuleById(scope, ruleId);
    if (!now && now.error().kind != ErrorKind::NotFound && now.error().kind != ErrorKind::Invalid)
        return tl::unexpected(now.error());
    json.insert(u"now"_s, now ? QJsonValue(wire::toJson(*now)) : QJsonValue());
    return json;
}

// GET /api/v2/alerts/{alert_id}/explain
Result<Reply> explainAlert(const Request &request, const store::TenantScope &scope)
{
    PULSE_TRY(const Story story, storyOf(scope, idOf(request)));
    PULSE_TRY(const QJsonValue rule, ruleOf(scope, story));
    QJsonArray transitions;
    for (const model::Transition &transition : story.transitions)
        transitions.append(wire::toJson(transition));
    QJsonArray deliveries;
    for (const auto &[delivery, attempts] : story.deliveries)
        deliveries.append(triedDeliveryJson(delivery, attempts));
    return Reply::json({{u"tenant_id"_s, story.alert.tenantId},
                        {u"alert"_s, wire::toJson(story.alert)},
                        {u"transitions"_s, transitions},
                        {u"rule"_s, rule},
                        {u"routes"_s, outcomesOf(story)},
                        {u"deliveries"_s, deliveries}});
}

std::optional<double> asNumber(const QJsonValue &value)
{
    if (value.isBool())
        return value.toBool() ? 1.0 : 0.0;
    return value.isDouble() ? std::optional(value.toDouble()) : std::nullopt;
}

// GET /api/v2/alert-rules/{rule_id}/explain?device=: what stands between the rule and an alert
Result<Reply> explainRule(const Request &request, const store::TenantScope &scope, Instant now)
{
    const QString deviceId = textOf(request, u"device"_s);
    PULSE_TRY(const model::AlertRule rule, store::alertRuleById(scope, request.arguments.value(0)));
    PULSE_TRY(const store::RuleSituation found, store::situationOf(scope, rule, deviceId));
    const rules::Situation situation{deviceId,
                                     found.siteId,
                                     found.isActive,
                                     found.isStale,
                                     found.lastSeenAt,
                                     found.lastTelemetryAt,
                                     found.metricHeardAt,
                                     asNumber(found.values.value(rule.metricName)),
                                     found.pendingSince,
                                     found.lateTs,
                                     found.openAlert,
                                     now};
    QJsonArray reasons;
    for (const rules::Obstacle &obstacle : rules::whyNot(rule, situation)) {
        QJsonObject reason = obstacle.facts;
        reason.insert(u"code"_s, QString(obstacle.code));
        reason.insert(u"explanation"_s, obstacle.explanation);
        reasons.append(reason);
    }
    return Reply::json({{u"tenant_id"_s, rule.tenantId},
                        {u"rule"_s, wire::toJson(rule)},
                        {u"device_id"_s, deviceId},
                        {u"site_id"_s, found.siteId},
                        {u"alert_id"_s, found.openAlert ? QJsonValue(*found.openAlert) : QJsonValue()},
                        {u"value"_s,
                         rule.metricName.isEmpty() || !found.values.contains(rule.metricName)
                             ? QJsonValue()
                             : found.values.value(rule.metricName)},
                        {u"last_seen_at"_s, wire::toJson(found.lastSeenAt)},
                        {u"last_telemetry_at"_s, wire::toJson(found.lastTelemetryAt)},
                        {u"reasons"_s, reasons}});
}

} // namespace

void addExplainHandlers(Handlers &handlers, const ResourceContext &context)
{
    handlers.insert(wire::EndpointId::ExplainAlert, reading(explainAlert));
    handlers.insert(wire::EndpointId::ExplainAlertRule,
                    reading([clock = context.clock](const Request &request, const store::TenantScope &scope) {
                        return explainRule(request, scope, clock->now());
                    }));
}

} // namespace pulse::api
