// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/batch/batch_commit.h"

#include "base/logging.h"

#include <algorithm>

Q_LOGGING_CATEGORY(lcBatchCommit, "pulse.pipeline")

namespace pulse::pipeline {

using namespace Qt::StringLiterals;

namespace {

// Whoever sends readings twice does so again: not every batch is tried in vain.
constexpr int kCarefulCommits = 1'000;

} // namespace

// Those that a batch names, and those that are owed judgements.
std::set<QByteArray> BatchCommit::tenantsOf(std::span<ingest::Envelope *const> envelopes) const
{
    std::set<QByteArrayView> views; // most messages name a tenant that another one has named
    for (const ingest::Envelope *envelope : envelopes) {
        if (!envelope->tenantId.isEmpty())
            views.insert(envelope->tenantId);
    }
    for (const ingest::Tenant *tenant : m_registry.owingTenants())
        views.insert(tenant->versions.tenantId);
    std::set<QByteArray> tenants;
    for (const QByteArrayView id : views)
        tenants.insert(tenants.end(), id.toByteArray());
    return tenants;
}

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
        const Insertion insertion = insertionFor(envelopes);
        const auto done = tryRound(call, envelopes, insertion, needs);
        if (!done && insertion == Insertion::Append && done.error().kind == ErrorKind::Conflict) {
            m_careful = kCarefulCommits;
            continue;
        }
        PULSE_CHECK(done);
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
    ingest::Admitter admitter(m_registry, m_strangers, needs.missing, stalledSeconds);
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

// A source that hands messages over again says so; a device that sends a reading twice does not.
Insertion BatchCommit::insertionFor(std::span<ingest::Envelope *const> envelopes) const
{
    const bool isSeenBefore = std::any_of(envelopes.begin(), envelopes.end(),
                                          [](const ingest::Envelope *item) { return item->isDuplicate; });
    return m_careful > 0 || isSeenBefore ? Insertion::Careful : Insertion::Append;
}

Result<> BatchCommit::tryRound(const Call &call, std::span<ingest::Envelope *const> envelopes,
                               Insertion insertion, Needs &needs)
{
    PULSE_TRY(auto scope, store::SystemScope::begin(call.connection));
    PULSE_CHECK(m_refresh.lockAndRefresh(scope, tenantsOf(envelopes)));
    auto admissions = admitAll(envelopes, call.stalledSeconds, needs);
    if (!needs.isEmpty())
        return {}; // rolled back: what is missing commits by itself first
    BatchRun run(
        {m_registry, m_rules, m_sealReject, call.clock.now(), insertion, call.stalledSeconds, m_turn++});
    run.retireOrphans(m_refresh.reconfigured());
    run.take(envelopes, std::move(admissions));
    PULSE_CHECK(run.write(scope));
    PULSE_CHECK(scope.commit());
    run.apply();
    m_careful = std::max(0, m_careful - 1);
    m_refresh.clearReconfigured(run.unretired());
    call.totals.stored += run.storedCount();
    call.totals.duplicates += run.duplicateCount();
    call.totals.rejected += run.rejectedCount();
    run.addRejectsTo(call.totals.rejectedBy);
    call.totals.hasJobs = call.totals.hasJobs || run.hasJobs();
    call.totals.offline.insert(call.totals.offline.end(), run.offline().begin(), run.offline().end());
    for (const auto &[tenant, count] : run.deferred())
        call.totals.deferred[tenant] += count;
    call.totals.owesMore = run.owesMore();
    m_onCommitted(run.committed());
    return {};
}

} // namespace pulse::pipeline
