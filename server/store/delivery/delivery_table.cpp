// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/delivery/delivery_table.h"

#include "model/words.h"
#include "store/postgres/columns.h"

#include <algorithm>
#include <array>
#include <map>

namespace pulse::store {

using namespace Qt::StringLiterals;

namespace {

struct ClaimedRow {
    ClaimedJob job;
    QByteArray sealed;
    qint64 lookedAt = 0; // jobs, of the whole claim
    IntegrationKey lastLane;
};

struct EndedJob {
    JobId job;
    TenantKey tenant;
    bool hasFailed = false;
};

RowShape<EndedJob> endedShape()
{
    return {column("job_id", &EndedJob::job), column("tenant_key", &EndedJob::tenant),
            column("has_failed", &EndedJob::hasFailed)};
}

struct RecordedAttempt {
    JobId job;
    int attemptNo = 0;
    TenantKey tenant;
};

const Query<ClaimedRow> kClaim{"delivery.claim",
                               {
                                   column("job_id", &ClaimedRow::job, &ClaimedJob::id),
                                   column("attempts", &ClaimedRow::job, &ClaimedJob::attemptNo),
                                   column("tries", &ClaimedRow::job, &ClaimedJob::tries),
                                   column("attempts_counted", &ClaimedRow::job, &ClaimedJob::counted),
                                   column("waited_ms", &ClaimedRow::job, &ClaimedJob::waited),
                                   column("tenant_key", &ClaimedRow::job, &ClaimedJob::tenant),
                                   column("alert_id", &ClaimedRow::job, &ClaimedJob::alert),
                                   column("transition_id", &ClaimedRow::job, &ClaimedJob::transition),
                                   column("route_key", &ClaimedRow::job, &ClaimedJob::route),
                                   column("payload", &ClaimedRow::job, &ClaimedJob::payload),
                                   column("integration_key", &ClaimedRow::job, &ClaimedJob::integration),
                                   column("has_integration", &ClaimedRow::job, &ClaimedJob::hasIntegration),
                                   column("integration_id", &ClaimedRow::job, &ClaimedJob::integrationId),
                                   column("type", &ClaimedRow::job, &ClaimedJob::type),
                                   column("enabled", &ClaimedRow::job, &ClaimedJob::isEnabled),
                                   column("sealed", &ClaimedRow::sealed),
                                   column("is_troubled", &ClaimedRow::job, &ClaimedJob::isTroubled),
                                   column("looked_at", &ClaimedRow::lookedAt),
                                   column("last_lane", &ClaimedRow::lastLane),
                               }};
const Query<EndedJob> kRelease{"delivery.release", endedShape()};
const Query<EndedJob> kGiveUp{"delivery.give_up", endedShape()};
const Query<EndedJob> kGiveUpUnannounced{"delivery.give_up_unannounced", endedShape()};
const Query<RecordedAttempt> kRecord{"delivery.record",
                                     {column("job_id", &RecordedAttempt::job),
                                      column("attempt_no", &RecordedAttempt::attemptNo),
                                      column("tenant_key", &RecordedAttempt::tenant)}};

template <class KeyType> QJsonObject countsOf(const std::unordered_map<KeyType, int> &counts)
{
    QJsonObject json;
    for (const auto &[key, count] : counts)
        json.insert(QString::number(key.value), count);
    return json;
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

// The parameters of delivery.record.
std::array<Param, 13> resultColumns(std::span<const JobResult *const> results)
{
    const auto of = [](auto model::DeliveryAttempt::*member) {
        return [member](const JobResult *result) { return result->attempt.*member; };
    };
    using model::DeliveryAttempt;
    return {int8s(results, &JobResult::id),
            int4s(results, &JobResult::attemptNo),
            texts(results, &JobResult::status),
            int8s(results, [](const JobResult *result) { return result->delay.count(); }),
            int4s(results, [](const JobResult *result) { return result->attempt.httpStatus.value_or(0); }),
            int4s(results, of(&DeliveryAttempt::latencyMs)),
            storableTexts(results, of(&DeliveryAttempt::error)),
            storableTexts(results, of(&DeliveryAttempt::address)),
            storableTexts(results, of(&DeliveryAttempt::tls)),
            storableTexts(results, of(&DeliveryAttempt::reply)),
            times(results, of(&DeliveryAttempt::startedAt)),
            times(results, of(&DeliveryAttempt::finishedAt)),
            flags(results, &JobResult::isCounted)};
}

Result<std::vector<model::Change>> failedJobs(const SystemScope &scope, const Query<EndedJob> &statement,
                                              const Params &params)
{
    PULSE_TRY(const auto ended, scope.all(statement, params));
    std::vector<model::Change> changes;
    for (const EndedJob &job : ended) {
        if (job.hasFailed)
            changes.push_back(jobChange(job.tenant, job.job));
    }
    return changes;
}

// Openings among them told nobody, and what would tell the rest dies with them: more changes.
Result<> giveUpAnnouncements(const SystemScope &scope, const std::vector<std::int64_t> &dead,
                             std::vector<model::Change> &changes)
{
    if (dead.empty())
        return {};
    PULSE_TRY(const Rows told, scope.query("delivery.give_up_announcements", {Param::int8Array(dead)}));
    if (told.size() == 0)
        return {};
    PULSE_TRY(const auto more, giveUpUnannounced(scope));
    changes.insert(changes.end(), more.begin(), more.end());
    return {};
}

Result<std::vector<model::Change>> withFollowers(const SystemScope &scope,
                                                 Result<std::vector<model::Change>> died)
{
    if (!died)
        return died;
    std::vector<std::int64_t> dead;
    for (const model::Change &change : *died)
        dead.push_back(change.key);
    PULSE_CHECK(giveUpAnnouncements(scope, dead, *died));
    return died;
}

Result<> disableUnwanted(const SystemScope &scope, const std::vector<const JobResult *> &unwanted,
                         std::vector<model::Change> &changes)
{
    if (unwanted.empty())
        return {};
    PULSE_TRY(const auto tenants,
              scope.values<TenantKey>(
                  "delivery.disable",
                  {int8s(unwanted, &JobResult::id),
                   times(unwanted, [](const JobResult *result) { return result->attempt.startedAt; })}));
    for (const TenantKey tenant : tenants)
        changes.push_back({tenant, model::Change::Kind::Config, 0});
    return {};
}

} // namespace

Result<Claim> claimJobs(const SystemScope &scope, const ClaimRequest &request, const Unseal &unseal)
{
    PULSE_TRY(auto rows,
              scope.all<std::vector>(kClaim,
                                     {request.most, request.lease.count(),
                                      static_cast<qint64>(request.after.value), request.perIntegration,
                                      request.perTenant, countsOf(request.inFlight.ofIntegration),
                                      countsOf(request.inFlight.ofTenant)}));
    Claim claim;
    for (ClaimedRow &row : rows) {
        if (row.job.hasIntegration)
            row.job.config = unseal(row.sealed, "integration:" + row.job.integrationId.toLatin1());
        if (row.lookedAt >= request.most)
            claim.last = row.lastLane;
        claim.jobs.push_back(std::move(row.job));
    }
    return claim;
}

Result<std::vector<model::Change>> releaseExpired(const SystemScope &scope, int most)
{
    return withFollowers(scope, failedJobs(scope, kRelease, {most}));
}

Result<std::vector<model::Change>> giveUpWaiting(const SystemScope &scope, std::chrono::milliseconds after)
{
    return withFollowers(scope, failedJobs(scope, kGiveUp, {after.count()}));
}

Result<std::vector<model::Change>> giveUpUnannounced(const SystemScope &scope)
{
    return failedJobs(scope, kGiveUpUnannounced, {});
}

Result<Recorded> recordAttempts(const SystemScope &scope, std::span<const JobResult> results)
{
    const auto ordered = inKeyOrder(results);
    PULSE_TRY(const auto rows, scope.all(kRecord, resultColumns(ordered)));
    std::map<std::pair<JobId, int>, TenantKey> ours;
    for (const RecordedAttempt &row : rows)
        ours.emplace(std::pair(row.job, row.attemptNo), row.tenant);
    Recorded recorded;
    std::vector<const JobResult *> unwanted;
    std::vector<std::int64_t> dead;
    for (const JobResult *result : ordered) {
        const auto at = ours.find(std::pair(result->id, result->attemptNo));
        if (at == ours.end()) {
            recorded.tooLate.push_back(result->id);
            continue;
        }
        recorded.changes.push_back(jobChange(at->second, result->id));
        if (result->isUnwanted)
            unwanted.push_back(result);
        if (result->status == model::JobStatus::Failed)
            dead.push_back(result->id.value);
    }
    PULSE_CHECK(giveUpAnnouncements(scope, dead, recorded.changes));
    PULSE_CHECK(disableUnwanted(scope, unwanted, recorded.changes));
    return recorded;
}

Result<std::optional<std::chrono::milliseconds>> untilNextDue(const SystemScope &scope)
{
    using std::chrono::milliseconds;
    PULSE_TRY(auto until, scope.value<std::optional<milliseconds>>("delivery.next_due"));
    return until ? std::optional(std::max(*until, milliseconds{0})) : std::nullopt;
}

} // namespace pulse::store
