// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Every attempt at a tenant's deliveries.
#pragma once

#include "model/delivery.h"
#include "store/tenancy/scope.h"

#include <QList>

namespace pulse::store {

RowShape<model::DeliveryAttempt> deliveryAttemptShape(); // {delivery_attempt.columns}

Result<QList<model::DeliveryAttempt>> newestDeliveryAttempts(const TenantScope &scope, int limit);
// In order; the first 1,000.
Result<QList<model::DeliveryAttempt>> attemptsOfDelivery(const TenantScope &scope, qint64 jobId);

} // namespace pulse::store
