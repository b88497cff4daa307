// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Delivery jobs on their way out. SystemScope only; jobs are inserted by the batch writer, in the transaction
// of the transition that caused them.
//
// Invariants: a job is held by one worker at a time, as long as its lease lives; (job, attempt) is the fence,
// so a worker that outlived its lease changes nothing. Every claim counts as an attempt: a job that ends its
// worker ends some day.
#pragma once

#include "model/delivery.h"
#include "model/integration.h"
#include "store/scope.h"

#include <functional>
#include <span>
#include <vector>

namespace pulse::store {

struct ClaimLimits {
    int most = 64;
    int perIntegration = 4; // in flight at once, on all servers
    std::chrono::milliseconds lease{60'000}; // longer than the longest attempt
    int maxAttempts = 5;
};

struct ClaimedJob {
    JobId id;
    int attemptNo = 1;
    AlertId alert;
    TransitionId transition;
    RouteKey route;
    QByteArray payload;
    bool hasIntegration = false; // false: it was deleted
    QString integrationId;
    model::IntegrationType type = model::IntegrationType::Webhook;
    bool isEnabled = false;
    Result<QByteArray> config = {}; // unsealed: holds secrets; an error when it cannot be unsealed
};

// (sealed bytes, context "integration:<integration_id>") -> the configuration's JSON.
using Unseal = std::function<Result<QByteArray>(const QByteArray &sealed, const QByteArray &context)>;

// What became of one attempt.
struct JobResult {
    JobId id;
    int attemptNo = 1;
    model::JobStatus status = model::JobStatus::Completed; // Completed, Failed; Pending: again after `delay`
    std::chrono::milliseconds delay{0};
    bool isUnwanted = false; // by the receiver, like everything else: its integration is disabled
    model::DeliveryAttempt attempt;
};

// Oldest first; jobs that used up their attempts by expired leases fail on the way.
Result<std::vector<ClaimedJob>> claimJobs(const SystemScope &scope, const ClaimLimits &limits,
                                          const Unseal &unseal);

// The attempts, the jobs, their integrations and the change rows; the last statement of its transaction. The
// jobs whose result came too late (the lease had gone to somebody else) are returned.
Result<std::vector<JobId>> recordAttempts(const SystemScope &scope, std::span<const JobResult> results);

// How long until a job becomes due that is not yet; none: nothing is planned.
Result<std::optional<std::chrono::milliseconds>> untilNextDue(const SystemScope &scope);

} // namespace pulse::store
