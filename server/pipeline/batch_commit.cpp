// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/batch_commit.h"

#include "base/logging.h"

Q_LOGGING_CATEGORY(lcBatchCommit, "pulse.pipeline")

namespace pulse::pipeline {

using namespace Qt::StringLiterals;

Result<BatchTotals> BatchCommit::commit(store::Connection &connection,
                                        std::span<ingest::Envelope *const> envelopes, const Clock &clock,
                                        double stalledSeconds)
{
    BatchTotals totals;
    PULSE_CHECK(commitOrHalve({connection, clock, stalledSeconds, totals}, envelopes));
    return totals;
}

// The input's fault (SQLSTATE 22, 23): halve until the row is alone; alone it goes to quarantine as
// STORE_REJECTED.
Result<> BatchCommit::commitOrHalve(const Call &call, std::span<ingest::Envelope *const> envelopes)
{
    auto done = attempt(call, envelopes);
    if (done || (done.error().kind != ErrorKind::Invalid && done.error().kind != ErrorKind::Conflict))
        return done;
    qCWarning(lcBatchCommit).noquote()
        << "batch refused by the database" << kv("size", envelopes.size()) << kv("why", done.error().what);
    if (envelopes.size() <= 1) {
        if (envelopes.empty() || envelopes.front()->malformed)
            return done; // it is not the row
        envelopes.front()->malformed = model::RejectReason::StoreRejected;
        return attempt(call, envelopes);
    }
    const size_t half = envelopes.size() / 2;
    PULSE_CHECK(commitOrHalve(call, envelopes.first(half)));
    return commitOrHalve(call, envelopes.subspan(half));
}

Result<> BatchCommit::attempt(const Call &call, std::span<ingest::Envelope *const> envelopes)
{
    // Names, then sets, then partitions, then the batch; a configuration that changes in between costs one
    // round more.
    constexpr int kMostRounds = 10;
    for (int round = 0; round < kMostRounds; ++round) {
        Needs needs;
        PULSE_CHECK(tryRound(call, envelopes, needs));
        if (needs.isEmpty())
            return {};
        PULSE_CHECK(m_refresh.intern(call.connection, needs.missing));
        PULSE_CHECK(m_refresh.ensurePartitions(call.connection, needs.days));
    }
    return fail(ErrorKind::Unavailable, u"the batch did not settle: registry or metrics keep changing"_s);
}

std::vector<ingest::Admission> BatchCommit::admitAll(std::span<ingest::Envelope *const> envelopes,
                                                     double stalledSeconds, Needs &needs)
{
    ingest::Admitter admitter(m_registry, needs.missing, stalledSeconds);
    std::vector<ingest::Admission> admissions;
    admissions.reserve(envelopes.size());
    for (ingest::Envelope *envelope : envelopes) {
        admissions.push_back(admitter.admit(*envelope));
        const auto *admitted = std::get_if<ingest::Admitted>(&admissions.back());
        if (!admitted || !admitted->metricSet.isValid())
            continue;
        const auto day = std::chrono::floor<std::chrono::days>(admitted->ts);
        if (!m_refresh.hasPartition(day))
            needs.days.insert(day);
    }
    return admissions;
}

Result<> BatchCommit::tryRound(const Call &call, std::span<ingest::Envelope *const> envelopes, Needs &needs)
{
    PULSE_TRY(auto scope, store::SystemScope::begin(call.connection));
    std::set<QByteArray> tenantIds;
    for (const ingest::Envelope *envelope : envelopes) {
        if (!envelope->tenantId.isEmpty())
            tenantIds.insert(envelope->tenantId.toByteArray());
    }
    PULSE_CHECK(m_refresh.lockAndRefresh(scope, tenantIds));
    auto admissions = admitAll(envelopes, call.stalledSeconds, needs);
    if (!needs.isEmpty())
        return {}; // rolled back: what is missing commits by itself first
    BatchRun run({m_registry, m_rules, m_sealReject, call.clock.now()});
    run.retireOrphans(m_refresh.reconfigured());
    run.take(envelopes, std::move(admissions));
    PULSE_CHECK(run.write(scope));
    PULSE_CHECK(scope.commit());
    run.apply();
    m_refresh.clearReconfigured();
    call.totals.stored += run.storedCount();
    call.totals.duplicates += run.duplicateCount();
    call.totals.rejected += run.rejectedCount();
    call.totals.hasJobs = call.totals.hasJobs || run.hasJobs();
    m_onCommitted(run.committed());
    return {};
}

} // namespace pulse::pipeline
