// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/ingest/alert_life.h"

#include "model/words.h"
#include "store/alerts/alert_table.h"
#include "store/ingest/batch_writer.h"
#include "store/postgres/columns.h"
#include "store/tenancy/keyset_list.h"

#include <algorithm>

namespace pulse::store {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMostTransitions = 10'000;

RowShape<LockedAlert> lockedShape()
{
    return RowShape{column("tenant_key", &LockedAlert::tenant)}.with(&LockedAlert::alert, alertShape());
}

const Query<LockedAlert> kLock{"alert_life.lock", lockedShape()};
const Query<LockedAlert> kLockExpired{"alert_life.lock_expired", lockedShape()};
const Query<model::Announcement> kAnnouncements{"batch.announcements",
                                                {column("alert_id", &model::Announcement::alert),
                                                 column("route_key", &model::Announcement::route),
                                                 column("integration_key", &model::Announcement::integration),
                                                 column("is_given_up", &model::Announcement::isGivenUp)}};
const KeysetList<model::Transition> kTransitions{
    {"alert_life.transitions",
     {
         column("transition_id", &model::Transition::id),
         column("tenant_key", &model::Transition::tenant),
         column("alert_id", &model::Transition::alert),
         column("event",
                [](model::Transition &transition, std::optional<model::AlertEvent> event) {
                    transition.event = event.value_or(model::AlertEvent::Commented);
                }),
         column("at", &model::Transition::at),
         column("actor", &model::Transition::actor),
         column("reason", &model::Transition::reason),
         column("evidence", &model::Transition::evidence),
     }},
    "alert_life.count_transitions",
    {by(&model::Transition::id)}};

Result<> writeThose(const Scope &scope, std::span<const model::Alert *const> alerts)
{
    if (alerts.empty())
        return {};
    const auto shelf = [](const model::Alert *alert) { return alert->shelf.value_or(model::Shelf{}); };
    PULSE_TRY(const Rows written,
              scope.query(
                  "alert_life.write",
                  {int8s(alerts, &model::Alert::alertId), optionalTimes(alerts, &model::Alert::clearedAt),
                   optionalTimes(alerts, &model::Alert::acknowledgedAt),
                   storableTexts(alerts, &model::Alert::acknowledgedBy),
                   optionalTimes(alerts,
                                 [](const model::Alert *alert) {
                                     return alert->shelf ? std::optional(alert->shelf->until) : std::nullopt;
                                 }),
                   storableTexts(alerts, [&shelf](auto *alert) { return shelf(alert).reason; }),
                   storableTexts(alerts, [&shelf](auto *alert) { return shelf(alert).by; }),
                   flags(alerts, [&shelf](auto *alert) { return shelf(alert).isOneShot; }),
                   flags(alerts, &model::Alert::isAnnounced), times(alerts, &model::Alert::updatedAt)}));
    if (written.size() != static_cast<int>(alerts.size()))
        return fail(ErrorKind::Conflict, u"the alert has cleared meanwhile"_s, u"alert_state"_s);
    return {};
}

} // namespace

Result<std::vector<LockedAlert>> lockAlerts(const Scope &scope, std::span<const AlertId> ids)
{
    return scope.all<std::vector>(kLock, {int8s(ids, &AlertId::value)});
}

Result<std::vector<LockedAlert>> lockExpiredShelves(const SystemScope &scope, Instant now, int most)
{
    return scope.all<std::vector>(kLockExpired, {now, most});
}

Result<std::vector<model::Announcement>> announcementsOf(const Scope &scope, std::span<const AlertId> alerts)
{
    if (alerts.empty())
        return std::vector<model::Announcement>{};
    return scope.all<std::vector>(kAnnouncements, {int8s(alerts, &AlertId::value)});
}

Result<> writeLives(const Scope &scope, std::span<const model::Alert> alerts)
{
    std::vector<const model::Alert *> ended;
    std::vector<const model::Alert *> shelved;
    for (const model::Alert &alert : alerts)
        (alert.shelf ? shelved : ended).push_back(&alert);
    PULSE_CHECK(writeThose(scope, ended));
    return writeThose(scope, shelved);
}

Result<> addHistory(const Scope &scope, std::span<model::Transition> transitions,
                    std::span<model::NewJob> jobs)
{
    PULSE_TRY(const auto transitionIds, takeTransitionIds(scope, transitions.size()));
    for (size_t i = 0; i < transitions.size(); ++i)
        transitions[i].id = {transitionIds[i]};
    PULSE_CHECK(insertTransitions(scope, transitions));
    PULSE_TRY(const auto jobIds, takeJobIds(scope, jobs.size()));
    for (size_t i = 0; i < jobs.size(); ++i) {
        jobs[i].id = {jobIds[i]};
        jobs[i].transition = transitions[static_cast<size_t>(-jobs[i].transition.value - 1)].id;
    }
    return insertJobs(scope, jobs);
}

Result<model::Page<model::Transition>> listTransitions(const TenantScope &scope, qint64 alertId,
                                                       const model::PageRequest &page)
{
    return kTransitions.read(scope, page, {alertId});
}

Result<std::vector<model::Transition>> allTransitions(const TenantScope &scope, qint64 alertId)
{
    return scope.all<std::vector>(kTransitions.page, {alertId, std::nullopt, kMostTransitions, 0});
}

} // namespace pulse::store
