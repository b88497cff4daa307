// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/explain_table.h"

#include "model/words.h"
#include "store/delivery_attempt_table.h"

#include <QHash>

namespace pulse::store {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMostJobs = 1'000;

model::DeliveryJob jobFrom(RowReader row)
{
    model::DeliveryJob job;
    job.jobId = row.integer();
    job.transitionId = row.integer();
    job.routeId = row.text();
    job.integrationId = row.text();
    job.integrationName = row.text();
    job.event = model::fromWord<model::DeliverOn>(row.text()).value_or(model::DeliverOn::Open);
    job.status = model::fromWord<model::JobStatus>(row.text()).value_or(model::JobStatus::Pending);
    job.nextRunAt = row.optionalInstant();
    job.lastError = row.text();
    job.createdAt = row.instant();
    return job;
}

} // namespace

Result<QList<model::DeliveryJob>> deliveriesOf(const TenantScope &scope, qint64 alertId)
{
    PULSE_TRY(const Rows rows, scope.query("explain.jobs", {alertId, kMostJobs}));
    QList<model::DeliveryJob> jobs;
    QHash<qint64, qsizetype> places;
    std::vector<std::int64_t> ids;
    for (int i = 0; i < rows.size(); ++i) {
        jobs.append(jobFrom(rows.row(i)));
        places.insert(jobs.last().jobId, i);
        ids.push_back(jobs.last().jobId);
    }
    if (jobs.isEmpty())
        return jobs;
    PULSE_TRY(const Rows attempts, scope.query("explain.attempts", {Param::int8Array(ids)}));
    for (int i = 0; i < attempts.size(); ++i) {
        const model::DeliveryAttempt attempt = deliveryAttemptFromRow(attempts.row(i));
        jobs[places.value(attempt.jobId)].attempts.append(attempt);
    }
    return jobs;
}

Result<RuleSituation> situationOf(const TenantScope &scope, const model::AlertRule &rule,
                                  const QString &deviceId)
{
    PULSE_TRY(RowReader row,
              scope.one("explain.situation", {rule.key, deviceId}, u"there is no such device"_s));
    RuleSituation situation;
    situation.siteId = row.text();
    situation.isActive = row.boolean();
    situation.isStale = row.boolean();
    situation.lastSeenAt = row.optionalInstant();
    situation.lastTelemetryAt = row.optionalInstant();
    situation.values = row.json();
    situation.pendingSince = row.optionalInstant();
    situation.lateTs = row.optionalInstant();
    situation.metricHeardAt = row.optionalInstant();
    if (!row.isNextNull())
        situation.openAlert = row.integer();
    return situation;
}

} // namespace pulse::store
