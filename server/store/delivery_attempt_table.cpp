// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/delivery_attempt_table.h"

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
    attempt.startedAt = row.instant();
    attempt.finishedAt = row.instant();
    return attempt;
}

Result<QList<model::DeliveryAttempt>> newestDeliveryAttempts(const TenantScope &scope, int limit)
{
    PULSE_TRY(const Rows rows, scope.query("delivery_attempt.newest", {limit}));
    QList<model::DeliveryAttempt> attempts;
    for (int i = 0; i < rows.size(); ++i)
        attempts.append(deliveryAttemptFromRow(rows.row(i)));
    return attempts;
}

} // namespace pulse::store
