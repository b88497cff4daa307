// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/delivery/delivery_job_table.h"

#include "model/words.h"
#include "store/ingest/batch_writer.h"
#include "store/postgres/cursor.h"

#include <algorithm>
#include <set>

namespace pulse::store {

using namespace Qt::StringLiterals;

namespace {

const QString kNoSuchDelivery = u"there is no such delivery"_s;

model::Delivery deliveryFrom(RowReader row)
{
    model::Delivery delivery;
    delivery.jobId = row.integer();
    delivery.alertId = row.integer();
    delivery.transition = row.key<TransitionId>();
    delivery.route = row.key<RouteKey>();
    delivery.event = model::fromWord<model::DeliverOn>(row.text()).value_or(model::DeliverOn::Open);
    delivery.status = model::fromWord<model::JobStatus>(row.text()).value_or(model::JobStatus::Pending);
    delivery.attempts = static_cast<int>(row.integer());
    delivery.nextAttemptAt = row.optionalInstant();
    delivery.lastError = row.text();
    delivery.integrationId = row.text();
    delivery.integrationName = row.text();
    delivery.routeId = row.text();
    delivery.createdAt = row.instant();
    delivery.updatedAt = row.instant();
    return delivery;
}

Param statusOf(const DeliveryFilter &filter)
{
    return filter.status ? Param(model::word(*filter.status)) : Param(std::nullopt);
}

Result<Param> jobCursor(const QString &after)
{
    if (after.isEmpty())
        return Param(std::nullopt);
    PULSE_TRY(const QStringList values, cursorValues(after, 1));
    bool isNumber = false;
    const qint64 job = values[0].toLongLong(&isNumber);
    if (!isNumber)
        return invalidField(u"after"_s, u"after is not a cursor of this list"_s);
    return Param(job);
}

Result<> checkFilter(const DeliveryFilter &filter)
{
    return filter.integrationId.isEmpty() ? Result<>() : checkUuid(u"integration_id"_s, filter.integrationId);
}

std::vector<std::int64_t> jobsOf(const Rows &rows)
{
    std::vector<std::int64_t> jobs;
    for (int i = 0; i < rows.size(); ++i)
        jobs.push_back(rows.row(i).integer());
    return jobs;
}

// Those that are sent again: of them, and of those that belong to them.
Result<std::vector<std::int64_t>> resend(const TenantScope &scope, const std::vector<std::int64_t> &chosen)
{
    std::vector<std::int64_t> resent;
    if (chosen.empty())
        return resent;
    PULSE_TRY(const Rows belonging, scope.query("delivery_job.with_companions", {Param::int8Array(chosen)}));
    const auto jobs = jobsOf(belonging);
    PULSE_CHECK(scope.query("delivery_job.hold_followers", {Param::int8Array(jobs)}));
    PULSE_TRY(const Rows rows, scope.query("delivery_job.resend", {Param::int8Array(jobs)}));
    resent = jobsOf(rows);
    if (resent.empty())
        return resent;
    PULSE_CHECK(scope.query("delivery_job.announce_again", {Param::int8Array(resent)}));
    PULSE_CHECK(scope.query("delivery_job.ask_again", {Param::int8Array(resent)}));
    std::vector<model::Change> changes;
    for (const std::int64_t job : resent)
        changes.push_back({scope.tenant(), model::Change::Kind::Job, job});
    PULSE_CHECK(recordChanges(scope, changes));
    return resent;
}

} // namespace

Result<wire::Page<model::Delivery>> listDeliveries(const TenantScope &scope, const DeliveryFilter &filter,
                                                   const wire::PageRequest &page)
{
    PULSE_CHECK(checkFilter(filter));
    PULSE_TRY(const Param after, jobCursor(page.after));
    const Param integration = Param::orNull(filter.integrationId);
    PULSE_TRY(const Rows rows,
              scope.query("delivery_job.list",
                          {after, statusOf(filter), integration, filter.alertId, filter.from, filter.to,
                           page.limit + 1, page.offset}));
    PULSE_TRY(const Rows counted,
              scope.query(
                  "delivery_job.count",
                  {statusOf(filter), integration, filter.alertId, filter.from, filter.to, kExactTotal + 1}));
    const Total total = totalOf(counted.first().integer());
    wire::Page<model::Delivery> deliveries{{}, total.value, total.isEstimate, {}};
    for (int i = 0; i < std::min(rows.size(), page.limit); ++i)
        deliveries.items.append(deliveryFrom(rows.row(i)));
    if (rows.size() > page.limit)
        deliveries.next = cursorOf({QString::number(deliveries.items.last().jobId)});
    return deliveries;
}

Result<model::Delivery> deliveryById(const TenantScope &scope, qint64 jobId)
{
    PULSE_TRY(const RowReader row, scope.one("delivery_job.one", {jobId}, kNoSuchDelivery));
    return deliveryFrom(row);
}

Result<> resendDelivery(const TenantScope &scope, qint64 jobId)
{
    PULSE_TRY(const model::Delivery delivery, deliveryById(scope, jobId));
    if (delivery.status != model::JobStatus::Failed)
        return fail(ErrorKind::Conflict, u"this delivery has not failed"_s, u"not_dead"_s);
    if (delivery.integrationId.isEmpty())
        return fail(ErrorKind::Conflict, u"its integration was deleted"_s, u"integration_gone"_s);
    PULSE_TRY(const auto resent, resend(scope, {jobId}));
    if (std::find(resent.begin(), resent.end(), jobId) == resent.end())
        return fail(ErrorKind::Conflict, u"a later message of this alert has gone to the receiver"_s,
                    u"overtaken"_s);
    return {};
}

Result<Resent> resendDeliveries(const TenantScope &scope, const DeliveryFilter &filter)
{
    PULSE_CHECK(checkFilter(filter));
    PULSE_TRY(const Rows rows,
              scope.query("delivery_job.dead",
                          {Param::orNull(filter.integrationId), filter.alertId, filter.from, filter.to,
                           kMostResent + 1}));
    auto jobs = jobsOf(rows);
    Resent result;
    result.isAll = rows.size() <= kMostResent;
    if (!result.isAll)
        jobs.pop_back();
    PULSE_TRY(const auto resent, resend(scope, jobs));
    const std::set<std::int64_t> sent(resent.begin(), resent.end());
    result.resent = static_cast<qsizetype>(resent.size());
    result.skipped =
        std::count_if(jobs.begin(), jobs.end(), [&sent](std::int64_t job) { return !sent.contains(job); });
    return result;
}

} // namespace pulse::store
