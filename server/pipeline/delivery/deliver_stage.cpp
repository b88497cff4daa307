// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/delivery/deliver_stage.h"

#include "base/logging.h"
#include "model/words.h"
#include "store/delivery/snmp_engine_table.h"
#include "store/ingest/batch_writer.h"

#include <QJsonDocument>
#include <algorithm>

Q_LOGGING_CATEGORY(lcDeliver, "pulse.pipeline")

namespace pulse::pipeline {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

constexpr milliseconds kLongestLook{5'000};

void add(store::JobsInFlight &share, const store::ClaimedJob &job)
{
    ++share.ofIntegration[job.integration];
    ++share.ofTenant[job.tenant];
}

template <class KeyType> void takeOne(std::unordered_map<KeyType, int> &counts, KeyType key)
{
    const auto found = counts.find(key);
    if (found != counts.end() && --found->second == 0)
        counts.erase(found);
}

// As people are shown it.
model::DeliveryAttempt shown(const store::ClaimedJob &job, const delivery::Attempt &attempt,
                             Instant startedAt)
{
    return {.jobId = job.id.value,
            .attemptNo = job.attemptNo,
            .isOk = attempt.outcome == delivery::Outcome::Delivered,
            .httpStatus = attempt.status > 0 ? std::optional(attempt.status) : std::nullopt,
            .latencyMs = static_cast<int>(attempt.took.count()),
            .error = attempt.error(),
            .address = attempt.address,
            .tls = attempt.tls,
            .reply = attempt.detail,
            .startedAt = startedAt,
            .finishedAt = startedAt + attempt.took};
}

} // namespace

DeliverStage::DeliverStage(store::ConnectionConfig config, store::Unseal unseal, Channels channels,
                           const Clock &clock, DeliverSettings settings)
    : m_config(std::move(config))
    , m_unseal(std::move(unseal))
    , m_channels(std::move(channels))
    , m_clock(clock)
    , m_settings(std::move(settings))
    , m_inbox(std::make_shared<Inbox>(static_cast<size_t>(m_settings.inFlight)))
    , m_connection(m_config)
{
    milliseconds longest{0};
    for (const auto &[type, channel] : m_channels)
        longest = std::max(longest, channel->longestAttempt());
    m_lease = longest + m_settings.leaseMargin;
}

DeliverStage::~DeliverStage() { stop(); }

Result<> DeliverStage::start()
{
    for (const auto &[type, channel] : m_channels)
        PULSE_CHECK(channel->start());
    m_thread = std::thread([this] { run(); });
    return {};
}

void DeliverStage::stop()
{
    m_isStopping = true;
    m_inbox->wake();
    if (m_thread.joinable())
        m_thread.join();
    for (const auto &[type, channel] : m_channels)
        channel->stop();
}

void DeliverStage::wake() { m_inbox->wake(); }

void DeliverStage::run()
{
    while (!m_isStopping) {
        if (steady_clock::now() >= m_nextTry)
            note(turn());
        takeFinished(nextTurn());
        // What ends or becomes due meanwhile is one transaction's.
        std::this_thread::sleep_until(m_turnedAt + m_settings.pace);
        takeFinished(steady_clock::now());
    }
    drain();
    m_connection.close();
}

steady_clock::time_point DeliverStage::nextTurn() const
{
    return std::max(m_nextTry, steady_clock::now() + std::min(m_untilDue, m_settings.poll));
}

// One transaction: what ended is recorded, and what it made room for is claimed. The change rows come last,
// under their lock.
Result<> DeliverStage::turn()
{
    m_turnedAt = steady_clock::now();
    m_untilDue = m_settings.poll;
    PULSE_TRY(auto scope, store::SystemScope::begin(m_connection));
    PULSE_TRY(store::Recorded recorded, record(scope));
    PULSE_CHECK(look(scope, recorded.changes));
    PULSE_TRY(const auto boot, readEngineBoot(scope));
    PULSE_TRY(const auto untilDue, store::untilNextDue(scope));
    PULSE_TRY(auto jobs, claim(scope));
    PULSE_CHECK(store::recordChanges(scope, recorded.changes));
    PULSE_CHECK(scope.commit());
    *m_boot.lock() = boot;
    m_hasBooted = true;
    m_untilDue = untilDue.value_or(m_settings.poll);
    for (const store::ClaimedJob &job : jobs)
        add(m_share, job);
    m_inFlight += static_cast<int>(jobs.size());
    noteRecorded(recorded.tooLate);
    for (store::ClaimedJob &job : jobs)
        send(std::move(job));
    return {};
}

void DeliverStage::note(const Result<> &turned)
{
    if (!turned) {
        ++m_failures;
        m_nextTry = steady_clock::now() + m_settings.outage.delay(m_failures, jitterRandom());
        qCWarning(lcDeliver).noquote() << "deliveries wait for the database" << kv("failures", m_failures)
                                       << kv("error", turned.error().what);
    } else if (std::exchange(m_failures, 0) > 0) {
        qCInfo(lcDeliver).noquote() << "deliveries go on";
    }
}

// What an attempt would fail on before it leaves the house.
std::optional<QString> DeliverStage::obstacle(const store::ClaimedJob &job) const
{
    if (!job.hasIntegration)
        return u"integration_not_found"_s;
    if (!job.isEnabled)
        return u"integration_disabled"_s;
    if (!m_channels.contains(job.type))
        return model::word(job.type) + u"_not_available"_s;
    if (!job.config)
        return u"config_unreadable"_s;
    return std::nullopt;
}

// From the integration after the last one served, and round to it again.
Result<std::vector<store::ClaimedJob>> DeliverStage::claim(const store::SystemScope &scope)
{
    std::vector<store::ClaimedJob> jobs;
    store::ClaimRequest request{.perIntegration = m_settings.perIntegration,
                                .perTenant = m_settings.perTenant,
                                .lease = m_lease,
                                .after = m_lastClaimed};
    while ((request.most = m_settings.inFlight - m_inFlight - static_cast<int>(jobs.size())) > 0) {
        request.inFlight = m_share;
        for (const store::ClaimedJob &job : jobs)
            add(request.inFlight, job);
        PULSE_TRY(store::Claim claim, store::claimJobs(scope, request, m_unseal));
        std::move(claim.jobs.begin(), claim.jobs.end(), std::back_inserter(jobs));
        const bool isRound = !request.after.isValid();
        request.after = claim.last;
        if (isRound || claim.last.isValid())
            break;
    }
    m_lastClaimed = request.after;
    return jobs;
}

// Read with the jobs, so that all servers say the same of the engines; raised by each that starts.
Result<model::EngineBoot> DeliverStage::readEngineBoot(const store::SystemScope &scope) const
{
    if (!m_channels.contains(model::IntegrationType::Snmp))
        return model::EngineBoot{};
    return m_hasBooted ? store::engineBoot(scope) : store::raiseEngineBoots(scope);
}

void DeliverStage::send(store::ClaimedJob job)
{
    const Instant startedAt = m_clock.now();
    // Never full: there is a place for every job in flight. `finished` may be called by a thread of the
    // channel's.
    const auto finish = [inbox = m_inbox](Finished finished) {
        [[maybe_unused]] const bool isTaken = inbox->tryPush(finished);
    };
    if (const auto code = obstacle(job)) {
        const auto outcome = job.hasIntegration ? delivery::Outcome::RetryLater
                                                : delivery::Outcome::GiveUp; // it does not come back
        finish({std::move(job), {.outcome = outcome, .code = *code}, startedAt, true});
        return;
    }
    delivery::Message message{delivery::messageId(job.transition, job.route), job.payload,
                              QJsonDocument::fromJson(*job.config).object(), job.integrationId, engineBoot()};
    delivery::Channel *channel = m_channels.at(job.type);
    job.config = {}; // it holds secrets; the message has them now
    job.payload.clear();
    channel->attempt(std::move(message),
                     [finish, job = std::move(job), startedAt](delivery::Attempt attempt) {
                         finish({job, std::move(attempt), startedAt});
                     });
}

void DeliverStage::takeFinished(steady_clock::time_point until)
{
    for (const Finished &finished : m_inbox->takeUntil(until, static_cast<size_t>(m_settings.inFlight)))
        take(finished);
}

void DeliverStage::take(const Finished &finished)
{
    const store::ClaimedJob &job = finished.job;
    --m_inFlight;
    takeOne(m_share.ofIntegration, job.integration);
    takeOne(m_share.ofTenant, job.tenant);
    m_unrecorded.push_back(resultOf(finished));
    const bool isNews = finished.attempt.outcome != delivery::Outcome::Delivered || job.isTroubled
        || m_streaks.contains(job.integration); // as a rule it is none, and costs nothing
    if (isNews && !finished.isObstacle)
        m_streaks[job.integration].add(finished.attempt, finished.startedAt + finished.attempt.took);
}

store::JobResult DeliverStage::resultOf(const Finished &finished) const
{
    const delivery::Attempt &attempt = finished.attempt;
    store::JobResult result;
    const store::ClaimedJob &job = finished.job;
    result.id = job.id;
    result.attemptNo = job.attemptNo;
    const auto next =
        m_settings.retry.after(attempt, {job.tries, job.counted, job.isTroubled, job.waited}, jitterRandom());
    result.status = attempt.outcome == delivery::Outcome::Delivered ? model::JobStatus::Completed
        : next.delay                                                ? model::JobStatus::Pending
                                                                    : model::JobStatus::Failed;
    result.delay = next.delay.value_or(milliseconds{0});
    result.isCounted = next.isCounted;
    result.isUnwanted = attempt.outcome == delivery::Outcome::Disable;
    result.attempt = shown(job, attempt, finished.startedAt);
    if (!result.attempt.isOk) {
        qCWarning(lcDeliver).noquote()
            << "attempt failed" << kv("job", job.id.value) << kv("attempt", job.attemptNo)
            << kv("integration", job.integrationId) << kv("code", attempt.code)
            << kv("job_status", model::word(result.status));
    }
    return result;
}

// Health after integrations, as the API locks them.
Result<store::Recorded> DeliverStage::record(const store::SystemScope &scope) const
{
    if (m_unrecorded.empty())
        return store::Recorded{};
    PULSE_TRY(store::Recorded recorded, store::recordAttempts(scope, m_unrecorded));
    PULSE_CHECK(recordHealth(scope));
    return recorded;
}

Result<> DeliverStage::recordHealth(const store::SystemScope &scope) const
{
    if (m_streaks.empty())
        return {};
    std::vector<IntegrationKey> integrations;
    for (const auto &[integration, streak] : m_streaks)
        integrations.push_back(integration);
    PULSE_TRY(const store::Healths before, store::lockHealths(scope, integrations));
    store::Healths changed;
    std::vector<IntegrationKey> well;
    for (const auto &[integration, streak] : m_streaks) {
        const auto found = before.find(integration);
        const auto after =
            delivery::healthAfter(found == before.end() ? std::nullopt : std::optional(found->second), streak,
                                  m_clock.now(), m_settings.breaker, jitterRandom());
        if (after)
            changed.emplace(integration, *after);
        else if (found != before.end())
            well.push_back(integration);
    }
    PULSE_CHECK(store::writeHealths(scope, changed));
    return store::forgetHealths(scope, well);
}

// Now and then: for jobs of servers that are no more, and for integrations that have failed for long.
Result<> DeliverStage::look(const store::SystemScope &scope, Changes &changes)
{
    if (m_turnedAt < m_nextLook)
        return {};
    PULSE_TRY(const Changes released, store::releaseExpired(scope, m_settings.mostLost));
    PULSE_TRY(const Changes givenUp, store::giveUpWaiting(scope, m_settings.retry.waits));
    PULSE_TRY(const Changes unannounced, store::giveUpUnannounced(scope));
    PULSE_TRY(const Changes reviewed, store::reviewFailing(scope, m_settings.toldAfter));
    PULSE_TRY(const store::CircuitCounts circuits, store::countCircuits(scope));
    for (const Changes &more : {released, givenUp, unannounced, reviewed})
        changes.insert(changes.end(), more.begin(), more.end());
    m_counts.lock()->circuits = circuits;
    m_nextLook = m_turnedAt + std::min(m_lease / 4, kLongestLook);
    return {};
}

void DeliverStage::noteRecorded(const std::vector<JobId> &tooLate)
{
    for (const JobId job : tooLate)
        qCWarning(lcDeliver).noquote() << "result came after the lease" << kv("job", job.value);
    m_streaks.clear();
    auto counts = m_counts.lock();
    counts->inFlight = m_inFlight;
    for (const store::JobResult &result : std::exchange(m_unrecorded, {})) {
        ++(result.status == model::JobStatus::Completed    ? counts->delivered
               : result.status == model::JobStatus::Failed ? counts->failed
                                                           : counts->retried);
    }
}

// Lets attempts end, then ends them; records what there is. What cannot be recorded is sent again when its
// lease ends.
void DeliverStage::drain()
{
    const auto graceUntil = steady_clock::now() + m_settings.drain;
    while (m_inFlight > 0 && steady_clock::now() < graceUntil)
        takeFinished(graceUntil);
    for (const auto &[type, channel] : m_channels)
        channel->stop(); // every attempt has ended after this
    takeFinished(steady_clock::now());
    if (const auto recorded = recordLast(); !recorded) {
        qCWarning(lcDeliver).noquote()
            << "attempts are not recorded and will be repeated" << kv("jobs", m_unrecorded.size())
            << kv("error", recorded.error().what);
    }
}

Result<> DeliverStage::recordLast()
{
    PULSE_TRY(auto scope, store::SystemScope::begin(m_connection));
    PULSE_TRY(const store::Recorded recorded, record(scope));
    PULSE_CHECK(store::recordChanges(scope, recorded.changes));
    PULSE_CHECK(scope.commit());
    noteRecorded(recorded.tooLate);
    return {};
}

} // namespace pulse::pipeline
