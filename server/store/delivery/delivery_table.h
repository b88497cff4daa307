// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Delivery jobs on their way out. SystemScope only; jobs are inserted by the batch writer, in the transaction
// of the transition that caused them.
//
// Invariants: a job is held by one worker at a time, as long as its lease lives; (job, attempt) is the fence,
// so a worker that outlived its lease changes nothing. Every claim is an attempt, and a job that ends its
// workers one after another ends some day; which attempts count beside that is delivery/retry_policy's to
// say.
#pragma once

#include "model/alert_change.h"
#include "model/delivery.h"
#include "model/integration.h"
#include "store/tenancy/scope.h"

#include <functional>
#include <span>
#include <unordered_map>
#include <vector>

namespace pulse::store {

// Jobs that the claiming server has in flight already.
struct JobsInFlight {
    std::unordered_map<IntegrationKey, int> ofIntegration = {};
    std::unordered_map<TenantKey, int> ofTenant = {};
};

struct ClaimRequest {
    int most = 512; // jobs
    int perIntegration = 16; // in flight at once from the claiming server
    int perTenant = 64;
    std::chrono::milliseconds lease{60'000}; // longer than the longest attempt
    IntegrationKey after = {}; // integrations after this one; none: from the first
    JobsInFlight inFlight = {};
};

struct ClaimedJob {
    JobId id;
    int attemptNo = 1; // the fence: of all attempts ever
    int tries = 1; // since it was made, or last sent again
    int counted = 0; // of those before this one, those that count against the most there may be
    std::chrono::milliseconds waited{0}; // since it was made, or last sent again
    TenantKey tenant;
    AlertId alert;
    TransitionId transition;
    RouteKey route;
    QByteArray payload;
    IntegrationKey integration;
    bool hasIntegration = false; // false: it was deleted
    bool isTroubled = false; // it has a health to tell of
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
    bool isCounted = false; // against the most attempts there may be
    bool isUnwanted = false; // by the receiver, like everything else: its integration is disabled
    model::DeliveryAttempt attempt;
};

struct Claim {
    std::vector<ClaimedJob> jobs; // oldest first
    IntegrationKey last; // claim on after this one; none: all were visited
};
Result<Claim> claimJobs(const SystemScope &scope, const ClaimRequest &request, const Unseal &unseal);

// Jobs whose lease ended become due again, or fail when that happened `most` times in a row. The changes, for
// recordChanges() at the end of the transaction.
Result<std::vector<model::Change>> releaseExpired(const SystemScope &scope, int most);

// What has waited for so long for a receiver that took nothing meanwhile fails; the changes.
Result<std::vector<model::Change>> giveUpWaiting(const SystemScope &scope, std::chrono::milliseconds after);

// What would tell the end of an alert, or its acknowledgement, where nobody was told that it is open, fails;
// the changes. Whatever makes an opening fail does this too; looked for again for what was on its way just
// then.
Result<std::vector<model::Change>> giveUpUnannounced(const SystemScope &scope);

struct Recorded {
    std::vector<JobId> tooLate; // the lease had gone to somebody else: nothing changed
    std::vector<model::Change> changes; // for recordChanges()
};
// The attempts, the jobs, and the integrations that are unwanted.
Result<Recorded> recordAttempts(const SystemScope &scope, std::span<const JobResult> results);

// How long until a job becomes due that is not yet; none: nothing is planned.
Result<std::optional<std::chrono::milliseconds>> untilNextDue(const SystemScope &scope);

} // namespace pulse::store
