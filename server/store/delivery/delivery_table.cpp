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

ClaimedJob claimedFrom(RowReader &row, const Unseal &unseal)
{
    ClaimedJob job;
    job.id = row.key<JobId>();
    job.attemptNo = static_cast<int>(row.integer());
    job.tries = static_cast<int>(row.integer());
    job.counted = static_cast<int>(row.integer());
    job.waited = std::chrono::milliseconds{row.integer()};
    job.tenant = row.key<TenantKey>();
    job.alert = row.key<AlertId>();
    job.transition = row.key<TransitionId>();
    job.route = row.key<RouteKey>();
    job.payload = row.bytes();
    job.integration = row.key<IntegrationKey>();
    job.hasIntegration = row.boolean();
    job.integrationId = row.text();
    job.type = model::fromWord<model::IntegrationType>(row.text()).value_or(model::IntegrationType::Webhook);
    job.isEnabled = row.boolean();
    const QByteArray sealed = row.bytea();
    job.isTroubled = row.boolean();
    if (job.hasIntegration)
        job.config = unseal(sealed, "integration:" + job.integrationId.toLatin1());
    return job;
}

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
    Columns columns(results.size());
    auto &jobs = columns.int8s();
    auto &attempts = columns.int4s();
    auto &statuses = columns.texts();
    auto &delays = columns.int8s();
    auto &httpStatuses = columns.int4s();
    auto &latencies = columns.int4s();
    auto &errors = columns.texts();
    auto &addresses = columns.texts();
    auto &tls = columns.texts();
    auto &replies = columns.texts();
    auto &starts = columns.instants();
    auto &ends = columns.instants();
    std::vector<bool> isCounted;
    for (const JobResult *result : results) {
        const model::DeliveryAttempt &attempt = result->attempt;
        jobs.push_back(result->id.value);
        attempts.push_back(result->attemptNo);
        statuses.push_back(wordBytes(model::word(result->status)));
        delays.push_back(result->delay.count());
        httpStatuses.push_back(attempt.httpStatus.value_or(0));
        latencies.push_back(attempt.latencyMs);
        errors.push_back(storableText(attempt.error));
        addresses.push_back(storableText(attempt.address));
        tls.push_back(storableText(attempt.tls));
        replies.push_back(storableText(attempt.reply));
        starts.push_back(attempt.startedAt);
        ends.push_back(attempt.finishedAt);
        isCounted.push_back(result->isCounted);
    }
    return {Param::int8Array(jobs),     Param::int4Array(attempts),     Param::textArray(statuses),
            Param::int8Array(delays),   Param::int4Array(httpStatuses), Param::int4Array(latencies),
            Param::textArray(errors),   Param::textArray(addresses),    Param::textArray(tls),
            Param::textArray(replies),  Param::timestampArray(starts),  Param::timestampArray(ends),
            Param::boolArray(isCounted)};
}

// Of rows of job, tenant, whether it failed.
Result<std::vector<model::Change>> failedJobs(const Result<Rows> &rows)
{
    if (!rows)
        return tl::unexpected(rows.error());
    std::vector<model::Change> changes;
    for (int i = 0; i < rows->size(); ++i) {
        RowReader row = rows->row(i);
        const auto job = row.key<JobId>();
        const auto tenant = row.key<TenantKey>();
        if (row.boolean())
            changes.push_back(jobChange(tenant, job));
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
    Columns columns(unwanted.size());
    auto &jobs = columns.int8s();
    auto &starts = columns.instants();
    for (const JobResult *result : unwanted) {
        jobs.push_back(result->id.value);
        starts.push_back(result->attempt.startedAt);
    }
    PULSE_TRY(const Rows rows,
              scope.query("delivery.disable", {Param::int8Array(jobs), Param::timestampArray(starts)}));
    for (int i = 0; i < rows.size(); ++i) {
        RowReader row = rows.row(i);
        changes.push_back({row.key<TenantKey>(), model::Change::Kind::Config, 0});
    }
    return {};
}

} // namespace

Result<Claim> claimJobs(const SystemScope &scope, const ClaimRequest &request, const Unseal &unseal)
{
    PULSE_TRY(
        const Rows rows,
        scope.query("delivery.claim",
                    {request.most, static_cast<qint64>(request.lease.count()),
                     static_cast<qint64>(request.after.value), request.perIntegration, request.perTenant,
                     countsOf(request.inFlight.ofIntegration), countsOf(request.inFlight.ofTenant)}));
    Claim claim;
    for (int i = 0; i < rows.size(); ++i) {
        RowReader row = rows.row(i);
        claim.jobs.push_back(claimedFrom(row, unseal));
        if (row.integer() >= request.most)
            claim.last = row.key<IntegrationKey>();
    }
    return claim;
}

Result<std::vector<model::Change>> releaseExpired(const SystemScope &scope, int most)
{
    return withFollowers(scope, failedJobs(scope.query("delivery.release", {most})));
}

Result<std::vector<model::Change>> giveUpWaiting(const SystemScope &scope, std::chrono::milliseconds after)
{
    return withFollowers(scope,
                         failedJobs(scope.query("delivery.give_up", {static_cast<qint64>(after.count())})));
}

Result<std::vector<model::Change>> giveUpUnannounced(const SystemScope &scope)
{
    return failedJobs(scope.query("delivery.give_up_unannounced"));
}

Result<Recorded> recordAttempts(const SystemScope &scope, std::span<const JobResult> results)
{
    const auto ordered = inKeyOrder(results);
    PULSE_TRY(const Rows rows, scope.query("delivery.record", resultColumns(ordered)));
    std::map<std::pair<JobId, int>, TenantKey> ours;
    for (int i = 0; i < rows.size(); ++i) {
        RowReader row = rows.row(i);
        const auto job = row.key<JobId>();
        const auto attemptNo = static_cast<int>(row.integer());
        ours.emplace(std::pair(job, attemptNo), row.key<TenantKey>());
    }
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
    PULSE_TRY(const Rows rows, scope.query("delivery.next_due"));
    RowReader row = rows.first();
    if (row.isNextNull())
        return std::optional<std::chrono::milliseconds>();
    return std::optional(std::chrono::milliseconds{std::max<qint64>(row.integer(), 0)});
}

} // namespace pulse::store
