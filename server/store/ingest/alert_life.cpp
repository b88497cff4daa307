// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/ingest/alert_life.h"

#include "model/words.h"
#include "store/alerts/alert_row.h"
#include "store/ingest/batch_writer.h"
#include "store/postgres/columns.h"
#include "store/postgres/cursor.h"

#include <algorithm>

namespace pulse::store {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMostTransitions = 10'000;

std::vector<LockedAlert> lockedFrom(const Rows &rows)
{
    std::vector<LockedAlert> alerts;
    for (int i = 0; i < rows.size(); ++i) {
        RowReader row = rows.row(i);
        const auto tenant = row.key<TenantKey>();
        alerts.push_back({tenant, alertFromRow(row)});
    }
    return alerts;
}

Result<> writeThose(const Scope &scope, std::span<const model::Alert *const> alerts)
{
    if (alerts.empty())
        return {};
    Columns columns(alerts.size());
    auto &ids = columns.int8s();
    auto &cleared = columns.optionalInstants();
    auto &acknowledged = columns.optionalInstants();
    auto &acknowledgedBy = columns.texts();
    auto &until = columns.optionalInstants();
    auto &reasons = columns.texts();
    auto &shelvedBy = columns.texts();
    std::vector<bool> isOneShot;
    std::vector<bool> isAnnounced;
    auto &updated = columns.instants();
    for (const model::Alert *alert : alerts) {
        ids.push_back(alert->alertId);
        cleared.push_back(alert->clearedAt);
        acknowledged.push_back(alert->acknowledgedAt);
        acknowledgedBy.push_back(storableText(alert->acknowledgedBy));
        until.push_back(alert->shelf ? std::optional(alert->shelf->until) : std::nullopt);
        reasons.push_back(alert->shelf ? storableText(alert->shelf->reason) : QByteArray());
        shelvedBy.push_back(alert->shelf ? storableText(alert->shelf->by) : QByteArray());
        isOneShot.push_back(alert->shelf && alert->shelf->isOneShot);
        isAnnounced.push_back(alert->isAnnounced);
        updated.push_back(alert->updatedAt);
    }
    PULSE_TRY(const Rows written,
              scope.query("alert_life.write",
                          {Param::int8Array(ids), Param::optionalTimestampArray(cleared),
                           Param::optionalTimestampArray(acknowledged), Param::textArray(acknowledgedBy),
                           Param::optionalTimestampArray(until), Param::textArray(reasons),
                           Param::textArray(shelvedBy), Param::boolArray(isOneShot),
                           Param::boolArray(isAnnounced), Param::timestampArray(updated)}));
    if (written.size() != static_cast<int>(alerts.size()))
        return fail(ErrorKind::Conflict, u"the alert has cleared meanwhile"_s, u"alert_state"_s);
    return {};
}

model::Transition transitionFrom(RowReader row)
{
    model::Transition transition;
    transition.id = row.key<TransitionId>();
    transition.tenant = row.key<TenantKey>();
    transition.alert = row.key<AlertId>();
    transition.event = model::fromWord<model::AlertEvent>(row.text()).value_or(model::AlertEvent::Commented);
    transition.at = row.instant();
    transition.actor = row.text();
    transition.reason = row.text();
    transition.evidence = row.json();
    return transition;
}

Result<qint64> transitionCursor(const QString &after)
{
    if (after.isEmpty())
        return 0;
    PULSE_TRY(const QStringList values, cursorValues(after, 1));
    bool isNumber = false;
    const qint64 id = values[0].toLongLong(&isNumber);
    if (!isNumber)
        return invalidField(u"after"_s, u"after is not a cursor of this list"_s);
    return id;
}

} // namespace

Result<std::vector<LockedAlert>> lockAlerts(const Scope &scope, std::span<const AlertId> ids)
{
    std::vector<std::int64_t> keys;
    for (const AlertId id : ids)
        keys.push_back(id.value);
    PULSE_TRY(const Rows rows, scope.query("alert_life.lock", {Param::int8Array(keys)}));
    return lockedFrom(rows);
}

Result<std::vector<LockedAlert>> lockExpiredShelves(const SystemScope &scope, Instant now, int most)
{
    PULSE_TRY(const Rows rows, scope.query("alert_life.lock_expired", {now, most}));
    return lockedFrom(rows);
}

Result<std::vector<model::Announcement>> announcementsOf(const Scope &scope, std::span<const AlertId> alerts)
{
    std::vector<model::Announcement> announcements;
    if (alerts.empty())
        return announcements;
    std::vector<std::int64_t> keys;
    for (const AlertId id : alerts)
        keys.push_back(id.value);
    PULSE_TRY(const Rows rows, scope.query("batch.announcements", {Param::int8Array(keys)}));
    for (int i = 0; i < rows.size(); ++i) {
        RowReader row = rows.row(i);
        model::Announcement announcement;
        announcement.alert = row.key<AlertId>();
        announcement.route = row.key<RouteKey>();
        announcement.integration = row.key<IntegrationKey>();
        announcement.isGivenUp = row.boolean();
        announcements.push_back(announcement);
    }
    return announcements;
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

Result<wire::Page<model::Transition>> listTransitions(const TenantScope &scope, qint64 alertId,
                                                      const wire::PageRequest &page)
{
    PULSE_TRY(const qint64 after, transitionCursor(page.after));
    PULSE_TRY(const Rows rows,
              scope.query("alert_life.transitions", {alertId, after, page.limit + 1, page.offset}));
    PULSE_TRY(const Rows counted, scope.query("alert_life.count_transitions", {alertId}));
    wire::Page<model::Transition> transitions{{}, counted.first().integer(), false, {}};
    for (int i = 0; i < std::min(rows.size(), page.limit); ++i)
        transitions.items.append(transitionFrom(rows.row(i)));
    if (rows.size() > page.limit)
        transitions.next = cursorOf({QString::number(transitions.items.last().id.value)});
    return transitions;
}

Result<std::vector<model::Transition>> allTransitions(const TenantScope &scope, qint64 alertId)
{
    PULSE_TRY(const Rows rows,
              scope.query("alert_life.transitions", {alertId, qint64{0}, kMostTransitions, 0}));
    std::vector<model::Transition> transitions;
    for (int i = 0; i < rows.size(); ++i)
        transitions.push_back(transitionFrom(rows.row(i)));
    return transitions;
}

} // namespace pulse::store
