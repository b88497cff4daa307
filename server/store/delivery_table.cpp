// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/delivery_table.h"

#include "model/alert_change.h"
#include "model/words.h"
#include "store/batch_writer.h"

#include <algorithm>

namespace pulse::store {

using namespace Qt::StringLiterals;

namespace {

struct ClaimedRow {
    ClaimedJob job;
    TenantKey tenant;
    bool isOurs = false; // false: it failed, out of attempts
};

ClaimedRow decodeClaimed(RowReader row, const Unseal &unseal)
{
    ClaimedRow claimed;
    ClaimedJob &job = claimed.job;
    job.id = row.key<JobId>();
    claimed.isOurs = row.boolean();
    job.attemptNo = static_cast<int>(row.integer());
    claimed.tenant = row.key<TenantKey>();
    job.alert = row.key<AlertId>();
    job.transition = row.key<TransitionId>();
    job.route = row.key<RouteKey>();
    job.payload = row.bytes();
    job.hasIntegration = row.boolean();
    job.integrationId = row.text();
    job.type = model::fromWord<model::IntegrationType>(row.text()).value_or(model::IntegrationType::Webhook);
    job.isEnabled = row.boolean();
    const QByteArray sealed = row.bytea();
    if (claimed.isOurs && job.hasIntegration)
        job.config = unseal(sealed, "integration:" + job.integrationId.toLatin1());
    return claimed;
}

model::Change jobChange(TenantKey tenant, JobId job) { return {tenant, model::Change::Kind::Job, job.value}; }

std::vector<const JobResult *> inKeyOrder(std::span<const JobResult> results)
{
    std::vector<const JobResult *> sorted;
    for (const JobResult &result : results)
        sorted.push_back(&result);
    std::sort(sorted.begin(), sorted.end(), [](const auto *a, const auto *b) { return a->id < b->id; });
    return sorted;
}

} // namespace

Result<std::vector<ClaimedJob>> claimJobs(const SystemScope &scope, const ClaimLimits &limits,
                                          const Unseal &unseal)
{
    PULSE_TRY(const Rows rows,
              scope.query("delivery.claim",
                          {limits.most, limits.perIntegration, static_cast<qint64>(limits.lease.count()),
                           limits.maxAttempts}));
    std::vector<ClaimedJob> jobs;
    std::vector<model::Change> failed;
    for (int i = 0; i < rows.size(); ++i) {
        ClaimedRow claimed = decodeClaimed(rows.row(i), unseal);
        if (claimed.isOurs)
            jobs.push_back(std::move(claimed.job));
        else
            failed.push_back(jobChange(claimed.tenant, claimed.job.id));
    }
    if (!failed.empty())
        PULSE_CHECK(recordChanges(scope, failed));
    return jobs;
}

Result<std::vector<JobId>> recordAttempts(const SystemScope &scope, std::span<const JobResult> results)
{
    std::vector<model::Change> changes;
    std::vector<JobId> tooLate;
    for (const JobResult *result : inKeyOrder(results)) {
        const model::DeliveryAttempt &attempt = result->attempt;
        PULSE_TRY(const Rows rows,
                  scope.query("delivery.record",
                              {result->id, result->attemptNo, model::word(result->status),
                               static_cast<qint64>(result->delay.count()), attempt.httpStatus,
                               attempt.latencyMs, Param::orNull(attempt.error),
                               Param::orNull(attempt.address), attempt.startedAt, attempt.finishedAt}));
        if (rows.isEmpty())
            tooLate.push_back(result->id);
        else
            changes.push_back(jobChange(rows.first().key<TenantKey>(), result->id));
    }
    if (!changes.empty())
        PULSE_CHECK(recordChanges(scope, changes));
    return tooLate;
}

Result<std::optional<std::chrono::milliseconds>> untilNextDue(const SystemScope &scope)
{
    PULSE_TRY(const Rows rows, scope.query("delivery.next_due"));
    RowReader row = rows.first();
    if (row.isNextNull())
        return std::optional<std::chrono::milliseconds>();
    return std::optional(std::chrono::milliseconds{std::max<qint64>(row.integer(), 0)});
}

} // namespace pulse::store
