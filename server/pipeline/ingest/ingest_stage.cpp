// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/ingest/ingest_stage.h"

#include "base/logging.h"
#include "pipeline/shelf/shelf_stage.h"

Q_LOGGING_CATEGORY(lcIngestStage, "pulse.pipeline.ingest")

namespace pulse::pipeline {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

IngestStage::IngestStage(IngestConfig config, store::DatabaseClock &clock, IngestHooks hooks)
    : m_config(std::move(config))
    , m_clock(clock)
    , m_hooks(std::move(hooks))
    , m_queue(m_config.queueBound)
    , m_leadership(m_config.database.silenceTimeout)
    , m_sessionRecord(m_config.clientId)
    , m_connection(m_config.database)
    , m_commit(m_registry, m_refresh, m_rules, m_hooks.sealReject, m_hooks.committed)
    , m_chores(chores())
{
}

IngestStage::~IngestStage() { stop(); }

Result<> IngestStage::start()
{
    m_thread = std::thread([this] { run(); });
    return {};
}

void IngestStage::stop()
{
    {
        std::lock_guard lock(m_stopMutex);
        m_isStopping = true;
    }
    m_stopSignal.notify_all();
    m_queue.close();
    if (m_thread.joinable())
        m_thread.join();
}

void IngestStage::offer(std::vector<IngestItem> &items)
{
    m_queue.pushFrom(items);
    if (items.empty())
        return;
    m_hasRefused = true;
    m_queue.wake(); // the writer may have emptied it before it could know
}

void IngestStage::sightLost() { m_isSightLost = true; }

void IngestStage::addStalled(std::chrono::microseconds time) { m_stalledUs += time.count(); }

IngestState IngestStage::state()
{
    IngestState state = *m_state.lock();
    state.queued = m_queue.size();
    return state;
}

void IngestStage::wait(std::chrono::milliseconds time)
{
    std::unique_lock lock(m_stopMutex);
    m_stopSignal.wait_for(lock, time, [this] { return m_isStopping.load(); });
}

void IngestStage::run()
{
    while (!m_isStopping && !m_state.lock()->hasFailed) {
        if (lead())
            work();
    }
    m_connection.close(); // and with it the lock: another server may lead
    follow(u"stopped"_s);
}

// Tries until this server leads or stops.
bool IngestStage::lead()
{
    m_connection.close(); // with what it may have held
    for (int attempt = 1; !m_isStopping; ++attempt) {
        const auto leads = tryToLead();
        if (leads && *leads)
            return true;
        if (!leads && leads.error().kind != ErrorKind::Unavailable) {
            stopLoudly(leads.error());
            return false;
        }
        if (!leads)
            qCWarning(lcIngestStage).noquote() << "cannot lead" << kv("why", leads.error().what);
        wait(leads ? Leadership::kAskingInterval : m_config.retry.delay(attempt, jitterRandom()));
    }
    return false;
}

Result<bool> IngestStage::tryToLead()
{
    PULSE_TRY(const bool hasLock, m_leadership.ask(m_connection));
    if (!hasLock) {
        // Another server leads: what we hold unacknowledged is handed to it.
        if (m_isLeading)
            follow(u"another server leads"_s);
        return false;
    }
    PULSE_CHECK(m_refresh.loadAll(m_connection));
    m_heartbeats.begin();
    m_sight.lost();
    PULSE_CHECK(m_sessionRecord.load(m_connection));
    PULSE_CHECK(measureClock());
    m_chores.allDue(Steady::now());
    m_state.lock()->devices = m_registry.deviceCount();
    if (!std::exchange(m_isLeading, true)) {
        // Devices could not reach us since we, or the server before us, last heard one.
        Instant lastHeard;
        m_registry.eachDevice([&lastHeard](const ingest::Device &device) {
            lastHeard = std::max(lastHeard, device.registered.state.lastSeenAt);
        });
        const auto silence = lastHeard == Instant{} ? Instant::duration{} : m_clock.now() - lastHeard;
        m_stalledUs = std::max<std::int64_t>(0, silence.count());
        {
            auto state = m_state.lock();
            state->isLeading = true;
            state->leadingSince = m_clock.now();
        }
        qCInfo(lcIngestStage).noquote() << "leading" << kv("devices", m_registry.deviceCount());
        m_hooks.leading(true);
    }
    return true;
}

// In this order: what is taken in until the link has ended is dropped too, and a later lead begins with the
// first message that was not committed.
void IngestStage::follow(const QString &why)
{
    m_leadership.end();
    if (std::exchange(m_isLeading, false)) {
        qCInfo(lcIngestStage).noquote() << "not leading" << kv("why", why);
        {
            auto state = m_state.lock();
            state->isLeading = false;
            state->leadingSince.reset();
            state->completeUpTo.reset();
        }
        m_hooks.leading(false);
    }
    m_queue.drain();
}

void IngestStage::work()
{
    while (m_isLeading && m_connection.isOpen()) {
        const bool isWorkLeft = m_isSilenceDue || m_isSettlingDue;
        auto items =
            m_queue.takeUntil(isWorkLeft ? Steady::now() : m_chores.nextDue(), m_config.largestBatch);
        if (m_hasRefused.exchange(false))
            m_hooks.roomAgain();
        if (!items.empty() || m_isSettlingDue)
            commitWithRetry(items);
        else if (m_isStopping)
            return;
        if (m_isLeading && std::exchange(m_isSilenceDue, false))
            judgeSilence();
        if (m_isLeading && Steady::now() >= m_chores.nextDue())
            doChores();
    }
}

void IngestStage::commitWithRetry(std::vector<IngestItem> &items)
{
    std::vector<ingest::Envelope *> envelopes;
    for (IngestItem &item : items) {
        if (!item.probeSentAt)
            envelopes.push_back(&item.envelope);
    }
    for (int attempt = 1;; ++attempt) {
        const auto done = envelopes.empty() && !m_isSettlingDue ? Result<>{} : commitOnce(envelopes);
        if (done)
            break;
        if (!ridesOut(done.error(), attempt))
            return; // nothing was acknowledged: the broker hands it over again, to us or to another
    }
    settle(items);
}

Result<> IngestStage::commitOnce(std::span<ingest::Envelope *const> envelopes)
{
    if (!m_connection.isOpen())
        return fail(ErrorKind::Unavailable, u"database: the connection was lost"_s);
    const auto asked = Steady::now();
    PULSE_TRY(const BatchTotals totals, m_commit.commit(m_connection, envelopes, m_clock, stalledSeconds()));
    m_leadership.confirm(asked);
    m_heartbeats.expectOffline(totals.offline);
    if (!envelopes.empty())
        m_hooks.batchCommitted(envelopes.size(), Steady::now() - asked);
    {
        auto state = m_state.lock();
        ++state->batches;
        state->stored += totals.stored;
        state->duplicates += totals.duplicates;
        state->rejected += totals.rejected;
        for (const auto &[tenant, count] : totals.deferred)
            state->deferred += count;
        for (const auto &[reason, count] : totals.rejectedBy)
            state->rejectedBy[reason] += count;
        state->devices = m_registry.deviceCount();
        state->lastCommitAt = m_clock.now();
        state->lastError.clear();
    }
    m_deferrals.note(totals.deferred);
    m_isSettlingDue = totals.owesMore;
    if (totals.hasJobs)
        m_hooks.jobsCreated();
    return {};
}

// True when the batch can be tried again: this server leads, on a connection that works, with the registry
// loaded anew. A connection that survived still holds the ingest lock; in place of one that did not, another
// is opened, and the servers compete for the lock.
bool IngestStage::ridesOut(const Error &error, int attempt)
{
    m_state.lock()->lastError = error.what;
    if (error.kind != ErrorKind::Unavailable) {
        stopLoudly(error);
        return false;
    }
    qCWarning(lcIngestStage).noquote() << "batch not committed, trying again" << kv("why", error.what);
    m_sight.lost();
    while (!m_isStopping) {
        wait(m_config.retry.delay(attempt++, jitterRandom()));
        const auto leads = tryToLead();
        if (leads)
            return *leads;
        if (leads.error().kind != ErrorKind::Unavailable) {
            stopLoudly(leads.error());
            return false;
        }
    }
    return false;
}

void IngestStage::settle(const std::vector<IngestItem> &items)
{
    std::vector<model::Receipt> receipts;
    receipts.reserve(items.size());
    const Instant now = m_clock.now();
    std::optional<Instant> lastProbe;
    if (m_isSightLost.exchange(false))
        m_sight.lost();
    for (const IngestItem &item : items) {
        if (item.envelope.receipt.isAcknowledgeable())
            receipts.push_back(item.envelope.receipt);
        if (item.probeSentAt) {
            lastProbe = item.probeSentAt;
            m_sight.probeReturned(*lastProbe, now);
        }
    }
    if (lastProbe) {
        m_isSilenceDue = true;
        auto state = m_state.lock();
        state->lag = m_sight.lag();
        state->completeUpTo = lastProbe;
    }
    if (!receipts.empty())
        m_hooks.acknowledge(std::move(receipts));
}

// A portion after each probe, batches in between.
void IngestStage::judgeSilence()
{
    const auto asked = Steady::now();
    const auto turn = m_heartbeats.run(m_connection, m_sight, m_clock.now(), stalledSeconds());
    if (!turn) {
        ridesOut(turn.error(), 1);
        return;
    }
    m_isSilenceDue = turn->hasMore;
    if (turn->silent > 0) {
        m_leadership.confirm(asked);
        m_hooks.silenceCommitted(Steady::now() - asked);
    }
    if (turn->hasJobs)
        m_hooks.jobsCreated();
}

// The clock first: what is due goes by it.
std::vector<Chore> IngestStage::chores()
{
    return {{"clock"_L1, 60s, [this] { return measureClock(); }},
            {"changes of configuration"_L1, 1s, [this] { return m_refresh.noticeChanges(m_connection); }},
            {"session at the broker"_L1, 1s, [this] { return m_sessionRecord.keep(m_connection); }},
            {"owed judgements"_L1, 1s, [this] { return settleOwed(); }},
            {"deferred findings"_L1, 1s, [this] { return m_deferrals.run(m_connection, m_clock.now()); }},
            {"shelves"_L1, 1s, [this] { return endShelves(); }},
            {"housekeeping"_L1, 1s, [this] { return m_housekeeping.run(m_connection, Steady::now()); }}};
}

void IngestStage::doChores()
{
    const auto asked = Steady::now();
    if (m_isSightLost.exchange(false))
        m_sight.lost();
    if (const auto done = m_chores.run(asked); done)
        m_leadership.confirm(asked);
    else
        ridesOut(done.error(), 1);
}

// Those that no message of the device brought to our notice.
Result<> IngestStage::settleOwed()
{
    const bool isOwed = !m_refresh.reconfigured().empty() || !m_registry.owingTenants().empty();
    return isOwed ? commitOnce({}) : Result<>{};
}

Result<> IngestStage::endShelves()
{
    PULSE_TRY(const bool hasJobs, ShelfStage::run(m_connection, m_clock.now()));
    if (hasJobs)
        m_hooks.jobsCreated();
    return {};
}

Result<> IngestStage::measureClock()
{
    PULSE_TRY(const auto offset, store::clockOffset(m_connection, m_clock.local()));
    if (std::chrono::abs(offset) > 1s)
        qCWarning(lcIngestStage).noquote() << "clock differs from the database's" << kv("us", offset.count());
    m_clock.setOffset(offset);
    m_state.lock()->clockOffset = offset;
    return {};
}

void IngestStage::stopLoudly(const Error &error)
{
    qCCritical(lcIngestStage).noquote() << "ingest stopped" << kv("why", error.what);
    {
        auto state = m_state.lock();
        state->hasFailed = true;
        state->lastError = error.what;
    }
    m_connection.close();
    follow(error.what);
}

} // namespace pulse::pipeline
