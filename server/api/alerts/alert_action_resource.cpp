// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What people do to an alert: each locks its row, asks alerts/lifecycle, and commits facts, transition,
// deliveries and change together.
#include "alerts/lifecycle.h"
#include "api/resource/resource_reply.h"
#include "api/resource/resources.h"
#include "model/person_name.h"
#include "routing/life_record.h"
#include "store/ingest/alert_life.h"
#include "store/ingest/batch_writer.h"
#include "store/ingest/registry_table.h"
#include "wire/alerts/alert_action_json.h"
#include "wire/alerts/alert_json.h"

#include <array>

namespace pulse::api {

using namespace Qt::StringLiterals;
using alerts::LifeEvent;

namespace {

using ReadAct = Result<alerts::Act> (*)(const QJsonObject &body, Instant now);

alerts::Act actOf(LifeEvent event, const wire::AlertAction &action, const QString &unsaid)
{
    alerts::Act act;
    act.event = event;
    act.reason = action.reason.isEmpty() ? unsaid : action.reason;
    act.until = action.until;
    return act;
}

Result<alerts::Act> acknowledgement(const QJsonObject &body, Instant)
{
    PULSE_TRY(const wire::AlertAction action, wire::reasonFrom(body));
    return actOf(LifeEvent::Acknowledged, action, u"seen"_s);
}

Result<alerts::Act> unacknowledgement(const QJsonObject &body, Instant)
{
    PULSE_TRY(const wire::AlertAction action, wire::reasonFrom(body));
    return actOf(LifeEvent::Unacknowledged, action, u"the acknowledgement was taken back"_s);
}

Result<alerts::Act> shelving(const QJsonObject &body, Instant now)
{
    PULSE_TRY(const wire::AlertAction action, wire::shelfFrom(body, now));
    return actOf(action.isOneShot ? LifeEvent::ShelvedOnce : LifeEvent::Shelved, action, {});
}

Result<alerts::Act> unshelving(const QJsonObject &body, Instant)
{
    PULSE_TRY(const wire::AlertAction action, wire::reasonFrom(body));
    return actOf(LifeEvent::Unshelved, action, u"taken off the shelf"_s);
}

Result<alerts::Act> comment(const QJsonObject &body, Instant)
{
    PULSE_TRY(const wire::AlertAction action, wire::commentFrom(body));
    return actOf(LifeEvent::Commented, action, {});
}

// A request without a body asks with an empty one.
Result<QJsonObject> optionalBodyOf(const Request &request)
{
    return request.body.isEmpty() ? Result<QJsonObject>(QJsonObject()) : bodyOf(request);
}

struct Performed {
    model::Alert alert;
    bool hasJobs = false;
};

Result<Performed> perform(const store::TenantScope &scope, qint64 alertId, const alerts::Act &act)
{
    const std::array ids{AlertId{alertId}};
    PULSE_TRY(const auto locked, store::lockAlerts(scope, ids));
    if (locked.empty())
        return fail(ErrorKind::NotFound, u"there is no such alert"_s);
    PULSE_TRY(const alerts::Transitioned transitioned, alerts::applyEvent(locked.front().alert, act));
    PULSE_TRY(const auto routes, store::deliveringRoutes(scope, scope.tenant()));
    PULSE_TRY(const auto told, store::announcementsOf(scope, ids));
    routing::LifeRecord record;
    record.hear(told);
    record.add(scope.tenant(), transitioned, routes);
    PULSE_CHECK(store::writeLives(scope, {&transitioned.alert, 1}));
    PULSE_CHECK(store::addHistory(scope, record.transitions, record.jobs));
    PULSE_CHECK(store::recordChanges(scope, record.changes));
    return Performed{transitioned.alert, !record.jobs.empty()};
}

// Deliveries are woken after the commit, when there is something to take.
Handler acting(const ResourceContext &context, ReadAct read)
{
    return [clock = context.clock, jobsCreated = context.jobsCreated,
            read](const Request &request, store::Connection &connection) -> Result<Reply> {
        PULSE_TRY(const QJsonObject body, optionalBodyOf(request));
        const Instant now = clock->now();
        PULSE_TRY(alerts::Act act, read(body, now));
        const model::Principal &principal = request.principal;
        act.at = now;
        act.who = model::nameOf(principal);
        act.actor = u"user:"_s + act.who;
        PULSE_TRY(store::TenantScope scope, store::TenantScope::begin(connection, principal));
        PULSE_TRY(const Performed performed, perform(scope, idOf(request), act));
        PULSE_CHECK(scope.commit());
        if (performed.hasJobs)
            jobsCreated();
        return Reply::json(
            {{u"tenant_id"_s, performed.alert.tenantId}, {u"alert"_s, wire::toJson(performed.alert)}});
    };
}

} // namespace

void addAlertActionHandlers(Handlers &handlers, const ResourceContext &context)
{
    handlers.insert(wire::EndpointId::AcknowledgeAlert, acting(context, acknowledgement));
    handlers.insert(wire::EndpointId::UnacknowledgeAlert, acting(context, unacknowledgement));
    handlers.insert(wire::EndpointId::ShelveAlert, acting(context, shelving));
    handlers.insert(wire::EndpointId::UnshelveAlert, acting(context, unshelving));
    handlers.insert(wire::EndpointId::CommentAlert, acting(context, comment));
}

} // namespace pulse::api
