// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The half of batch_writer.h that concerns alerts, transitions and jobs.
#include "model/words.h"
#include "store/alerts/alert_table.h"
#include "store/ingest/batch_writer.h"
#include "store/postgres/columns.h"

#include <algorithm>

namespace pulse::store {

namespace {

Result<std::vector<std::int64_t>> takeIds(const Scope &scope, const char *statement, size_t count)
{
    if (count == 0)
        return std::vector<std::int64_t>{};
    return scope.values<std::int64_t>(statement, {static_cast<qint64>(count)});
}

const Query<model::Alert> kClearAlerts{"batch.clear_alerts", alertFacts()};
const Query<OpenedRow> kOpenAlerts{
    "batch.open_alerts",
    {column("alert_id", &OpenedRow::alert), column("shelf_holder", &OpenedRow::shelfHolder)}};

} // namespace

Result<std::vector<std::int64_t>> takeAlertIds(const Scope &scope, size_t count)
{
    return takeIds(scope, "batch.alert_ids", count);
}

Result<std::vector<std::int64_t>> takeTransitionIds(const Scope &scope, size_t count)
{
    return takeIds(scope, "batch.transition_ids", count);
}

Result<std::vector<std::int64_t>> takeJobIds(const Scope &scope, size_t count)
{
    return takeIds(scope, "batch.job_ids", count);
}

Result<std::vector<model::Alert>> clearAlerts(const SystemScope &scope,
                                              std::span<const model::ClearedAlert> alerts)
{
    using model::ClearedAlert;
    if (alerts.empty())
        return std::vector<model::Alert>{};
    return scope.all<std::vector>(kClearAlerts,
                                  {int8s(alerts, &ClearedAlert::id), times(alerts, &ClearedAlert::at),
                                   times(alerts, &ClearedAlert::ts)});
}

Result<std::vector<OpenedRow>> openAlerts(const SystemScope &scope,
                                          std::span<const model::OpenedAlert> alerts)
{
    using model::OpenedAlert;
    if (alerts.empty())
        return std::vector<OpenedRow>{};
    const auto of = [](auto model::Alert::*member) {
        return [member](const OpenedAlert &opened) { return opened.alert.*member; };
    };
    return scope.all<std::vector>(
        kOpenAlerts,
        {int8s(alerts, &OpenedAlert::id), int4s(alerts, &OpenedAlert::tenant),
         int8s(alerts, &OpenedAlert::device), int4s(alerts, &OpenedAlert::rule),
         texts(alerts, of(&model::Alert::type)), texts(alerts, of(&model::Alert::fingerprint)),
         int4s(alerts, of(&model::Alert::severity)), float8s(alerts, of(&model::Alert::confidence)),
         texts(alerts, of(&model::Alert::summary)), texts(alerts, of(&model::Alert::details)),
         times(alerts, of(&model::Alert::createdAt)), times(alerts, of(&model::Alert::openedTs)),
         optionalTimes(alerts, of(&model::Alert::clearedAt)),
         optionalTimes(alerts, of(&model::Alert::clearedTs)), times(alerts, of(&model::Alert::updatedAt))});
}

Result<> insertTransitions(const Scope &scope, std::span<const model::Transition> transitions)
{
    using model::Transition;
    if (transitions.empty())
        return {};
    PULSE_CHECK(
        scope.query("batch.insert_transitions",
                    {int8s(transitions, &Transition::id), int4s(transitions, &Transition::tenant),
                     int8s(transitions, &Transition::alert), texts(transitions, &Transition::event),
                     times(transitions, &Transition::at), texts(transitions, &Transition::actor),
                     texts(transitions, &Transition::reason), texts(transitions, &Transition::evidence)}));
    return {};
}

namespace {

Result<> announce(const Scope &scope, std::span<const model::NewJob> jobs)
{
    using model::NewJob;
    std::vector<NewJob> openings;
    std::copy_if(jobs.begin(), jobs.end(), std::back_inserter(openings),
                 [](const NewJob &job) { return job.event == model::DeliverOn::Open; });
    if (!openings.empty())
        PULSE_CHECK(scope.query("batch.announce",
                                {int8s(openings, &NewJob::alert), int4s(openings, &NewJob::route),
                                 int4s(openings, &NewJob::tenant), int4s(openings, &NewJob::integration),
                                 int8s(openings, &NewJob::transition)}));
    return {};
}

} // namespace

Result<> insertJobs(const Scope &scope, std::span<const model::NewJob> jobs)
{
    using model::NewJob;
    if (jobs.empty())
        return {};
    PULSE_CHECK(scope.query(
        "batch.insert_jobs",
        {int8s(jobs, &NewJob::id), int4s(jobs, &NewJob::tenant), int8s(jobs, &NewJob::alert),
         int8s(jobs, &NewJob::transition), int4s(jobs, &NewJob::route), int4s(jobs, &NewJob::integration),
         texts(jobs, &NewJob::event), texts(jobs, &NewJob::payload), flags(jobs, &NewJob::isUnannounced)}));
    return announce(scope, jobs);
}

} // namespace pulse::store
