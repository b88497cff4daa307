// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/delivery/delivery_attempt_table.h"

namespace pulse::store {

using model::DeliveryAttempt;

RowShape<DeliveryAttempt> deliveryAttemptShape()
{
    return {
        column("job_id", &DeliveryAttempt::jobId),
        column("attempt_no", &DeliveryAttempt::attemptNo),
        column("ok", &DeliveryAttempt::isOk),
        column("http_status", &DeliveryAttempt::httpStatus),
        column("latency_ms", &DeliveryAttempt::latencyMs),
        column("error", &DeliveryAttempt::error),
        column("address", &DeliveryAttempt::address),
        column("tls", &DeliveryAttempt::tls),
        column("reply", &DeliveryAttempt::reply),
        column("started_at", &DeliveryAttempt::startedAt),
        column("finished_at", &DeliveryAttempt::finishedAt),
    };
}

namespace {

const Query<DeliveryAttempt> kNewestAttempts{"delivery_attempt.newest", deliveryAttemptShape()};
const Query<DeliveryAttempt> kAttemptsOfJob{"delivery_attempt.of_job", deliveryAttemptShape()};

} // namespace

Result<QList<DeliveryAttempt>> newestDeliveryAttempts(const TenantScope &scope, int limit)
{
    return scope.all(kNewestAttempts, {limit});
}

Result<QList<DeliveryAttempt>> attemptsOfDelivery(const TenantScope &scope, qint64 jobId)
{
    return scope.all(kAttemptsOfJob, {jobId});
}

} // namespace pulse::store
