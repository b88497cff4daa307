// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/deliver_stage.h"

#include "base/logging.h"
#include "model/words.h"
#include "store/snmp_engine_table.h"

#include <QJsonDocument>
#include <algorithm>

Q_LOGGING_CATEGORY(lcDeliver, "pulse.pipeline")

namespace pulse::pipeline {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

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
    m_limits = {.most = m_settings.inFlight,
                .perIntegration = m_settings.perIntegration,
                .lease = longest + m_settings.leaseMargin,
                .maxAttempts = m_settings.retry.maxAttempts};
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
    }
    drain();
    m_connection.close();
}

steady_clock::time_point DeliverStage::nextTurn() const
{
    return std::max(m_nextTry, steady_clock::now() + std::min(m_untilDue, m_settings.poll));
}

Result<> DeliverStage::turn()
{
    PULSE_CHECK(record());
    m_untilDue = m_settings.poll;
    return m_inFlight < m_settings.inFlight ? claim() : Result<>();
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

Result<> DeliverStage::claim()
{
    PULSE_TRY(auto scope, store::SystemScope::begin(m_connection));
    m_limits.most = m_settings.inFlight - m_inFlight;
    // First, because claiming may end with change rows. What is claimed wakes us by itself.
    PULSE_TRY(const auto untilDue, store::untilNextDue(scope));
    PULSE_TRY(const auto boot, readEngineBoot(scope));
    PULSE_TRY(auto jobs, store::claimJobs(scope, m_limits, m_unseal));
    PULSE_CHECK(scope.commit());
    *m_boot.lock() = boot;
    m_hasBooted = true;
    m_untilDue = untilDue.value_or(m_settings.poll);
    m_inFlight += static_cast<int>(jobs.size());
    m_counts.lock()->inFlight = m_inFlight;
    for (store::ClaimedJob &job : jobs)
        send(std::move(job));
    return {};
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
    const auto finish = [inbox = m_inbox, startedAt](store::ClaimedJob done, delivery::Attempt attempt) {
        Finished finished{std::move(done), std::move(attempt), startedAt};
        [[maybe_unused]] const bool isTaken = inbox->tryPush(finished);
    };
    if (const auto code = obstacle(job)) {
        const auto outcome = job.hasIntegration ? delivery::Outcome::RetryLater
                                                : delivery::Outcome::GiveUp; // it does not come back
        finish(std::move(job), {.outcome = outcome, .code = *code});
        return;
    }
    delivery::Message message{delivery::messageId(job.transition, job.route), job.payload,
                              QJsonDocument::fromJson(*job.config).object(), job.integrationId, engineBoot()};
    delivery::Channel *channel = m_channels.at(job.type);
    job.config = {}; // it holds secrets; the message has them now
    job.payload.clear();
    channel->attempt(std::move(message), [finish, job = std::move(job)](delivery::Attempt attempt) {
        finish(job, std::move(attempt));
    });
}

void DeliverStage::takeFinished(steady_clock::time_point until)
{
    for (const Finished &finished : m_inbox->takeUntil(until, static_cast<size_t>(m_settings.inFlight)))
        m_unrecorded.push_back(resultOf(finished));
}

store::JobResult DeliverStage::resultOf(const Finished &finished) const
{
    const delivery::Attempt &attempt = finished.attempt;
    store::JobResult result;
    result.id = finished.job.id;
    result.attemptNo = finished.job.attemptNo;
    const auto delay = m_settings.retry.nextDelay(attempt, finished.job.attemptNo, jitterRandom());
    result.status = attempt.outcome == delivery::Outcome::Delivered ? model::JobStatus::Completed
        : delay                                                     ? model::JobStatus::Pending
                                                                    : model::JobStatus::Failed;
    result.delay = delay.value_or(milliseconds{0});
    result.isUnwanted = attempt.outcome == delivery::Outcome::Disable;
    result.attempt = {.jobId = finished.job.id.value,
                      .attemptNo = finished.job.attemptNo,
                      .isOk = attempt.outcome == delivery::Outcome::Delivered,
                      .httpStatus = attempt.status > 0 ? std::optional(attempt.status) : std::nullopt,
                      .latencyMs = static_cast<int>(attempt.took.count()),
                      .error = attempt.error(),
                      .address = attempt.address,
                      .startedAt = finished.startedAt,
                      .finishedAt = finished.startedAt + attempt.took};
    if (!result.attempt.isOk) {
        qCWarning(lcDeliver).noquote()
            << "attempt failed" << kv("job", finished.job.id.value) << kv("attempt", finished.job.attemptNo)
            << kv("integration", finished.job.integrationId) << kv("code", attempt.code)
            << kv("job_status", model::word(result.status));
    }
    return result;
}

Result<> DeliverStage::record()
{
    if (m_unrecorded.empty())
        return {};
    PULSE_TRY(auto scope, store::SystemScope::begin(m_connection));
    PULSE_TRY(const auto tooLate, store::recordAttempts(scope, m_unrecorded));
    PULSE_CHECK(scope.commit());
    noteRecorded(std::exchange(m_unrecorded, {}), tooLate);
    return {};
}

void DeliverStage::noteRecorded(std::span<const store::JobResult> results, const std::vector<JobId> &tooLate)
{
    for (const JobId job : tooLate)
        qCWarning(lcDeliver).noquote() << "result came after the lease" << kv("job", job.value);
    m_inFlight -= static_cast<int>(results.size());
    auto counts = m_counts.lock();
    counts->inFlight = m_inFlight;
    for (const store::JobResult &result : results) {
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
    const auto outstanding = [this] { return m_inFlight - static_cast<int>(m_unrecorded.size()); };
    while (outstanding() > 0 && steady_clock::now() < graceUntil)
        takeFinished(graceUntil);
    for (const auto &[type, channel] : m_channels)
        channel->stop(); // every attempt has ended after this
    takeFinished(steady_clock::now());
    if (const auto recorded = record(); !recorded) {
        qCWarning(lcDeliver).noquote()
            << "attempts are not recorded and will be repeated" << kv("jobs", m_unrecorded.size())
            << kv("error", recorded.error().what);
    }
}

} // namespace pulse::pipeline
