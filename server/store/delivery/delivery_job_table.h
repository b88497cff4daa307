// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A tenant's deliveries, newest first, and dead ones sent again. The caller commits.
//
// Invariants: a job that is sent again keeps its message id, and its place in the order of its alert.
#pragma once

#include "model/delivery.h"
#include "model/page.h"
#include "store/tenancy/scope.h"

namespace pulse::store {

struct DeliveryFilter { // what is not set matches everything
    std::optional<model::JobStatus> status;
    QString integrationId;
    std::optional<qint64> alertId;
    std::optional<Instant> from; // made at or after
    std::optional<Instant> to; // made before
};

Result<model::Page<model::Delivery>> listDeliveries(const TenantScope &scope, const DeliveryFilter &filter,
                                                    const model::PageRequest &page);
Result<model::Delivery> deliveryById(const TenantScope &scope, qint64 jobId);

// Conflict: not_dead, integration_gone, overtaken (a later message of its alert has gone to the receiver).
Result<> resendDelivery(const TenantScope &scope, qint64 jobId);

struct Resent {
    qsizetype resent = 0;
    qsizetype skipped = 0; // overtaken
    bool isAll = true; // false: there are more; ask again
};
constexpr int kMostResent = 5'000; // at once
// The dead ones that match; the filter's status is not looked at.
Result<Resent> resendDeliveries(const TenantScope &scope, const DeliveryFilter &filter);

} // namespace pulse::store
