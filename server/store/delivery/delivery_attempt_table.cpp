// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/delivery/delivery_attempt_table.h"

namespace pulse::store {

model::DeliveryAttempt deliveryAttemptFromRow(RowReader row)
{
    model::DeliveryAttempt attempt;
    attempt.jobId = row.integer();
    attempt.attemptNo = static_cast<int>(row.integer());
    attempt.isOk = row.boolean();
    attempt.httpStatus = row.optionalInteger();
    attempt.latencyMs = static_cast<int>(row.integer());
    attempt.error = row.text();
    attempt.address = row.text();
    attempt.tls = row.text();
    attempt.reply = row.text();
    attempt.startedAt = row.instant();
    attempt.finishedAt = row.instant();
    return attempt;
}

namespace {

QList<model::DeliveryAttempt> attemptsFrom(const Rows &rows)
{
    QList<model::DeliveryAttempt> attempts;
    for (int i = 0; i < rows.size(); ++i)
        attempts.append(deliveryAttemptFromRow(rows.row(i)));
    return attempts;
}

} // namespace

Result<QList<model::DeliveryAttempt>> newestDeliveryAttempts(const TenantScope &scope, int limit)
{
    PULSE_TRY(const Rows rows, scope.query("delivery_attempt.newest", {limit}));
    return attemptsFrom(rows);
}

Result<QList<model::DeliveryAttempt>> attemptsOfDelivery(const TenantScope &scope, qint64 jobId)
{
    PULSE_TRY(const Rows rows, scope.query("delivery_attempt.of_job", {jobId}));
    return attemptsFrom(rows);
}

} // namespace pulse::store
