// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What became of a tenant's deliveries, newest first.
#pragma once

#include "model/delivery.h"
#include "store/scope.h"

#include <QList>

namespace pulse::store {

// The columns of delivery_attempt.newest, in their order.
model::DeliveryAttempt deliveryAttemptFromRow(RowReader row);

Result<QList<model::DeliveryAttempt>> newestDeliveryAttempts(const TenantScope &scope, int limit);

} // namespace pulse::store
