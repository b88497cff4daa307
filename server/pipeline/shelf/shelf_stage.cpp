// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/shelf/shelf_stage.h"

#include "routing/life_record.h"
#include "store/ingest/alert_life.h"
#include "store/ingest/batch_writer.h"
#include "store/ingest/registry_table.h"

#include <map>

namespace pulse::pipeline {

using namespace Qt::StringLiterals;

namespace {

alerts::Act expiry(const model::Alert &alert, Instant now)
{
    return {alerts::LifeEvent::ShelfExpired,
            now,
            u"system"_s,
            {},
            u"its time on the shelf ended: "_s + alert.shelf->reason,
            {}};
}

} // namespace

Result<bool> ShelfStage::run(store::Connection &connection, Instant now)
{
    PULSE_TRY(auto scope, store::SystemScope::begin(connection));
    PULSE_TRY(const auto expired, store::lockExpiredShelves(scope, now, kPortion));
    if (expired.empty())
        return false;
    std::map<TenantKey, std::vector<model::Route>> routes;
    std::vector<model::Alert> alerts;
    routing::LifeRecord record;
    for (const store::LockedAlert &locked : expired) {
        if (!routes.contains(locked.tenant)) {
            PULSE_TRY(routes[locked.tenant], store::deliveringRoutes(scope, locked.tenant));
        }
        PULSE_TRY(auto transitioned, alerts::applyEvent(locked.alert, expiry(locked.alert, now)));
        record.add(locked.tenant, transitioned, routes[locked.tenant]);
        alerts.push_back(std::move(transitioned.alert));
    }
    PULSE_CHECK(store::writeLives(scope, alerts));
    PULSE_CHECK(store::addHistory(scope, record.transitions, record.jobs));
    PULSE_CHECK(store::recordChanges(scope, record.changes));
    PULSE_CHECK(scope.commit());
    return !record.jobs.empty();
}

} // namespace pulse::pipeline
