// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/watch/watch_stage.h"

#include "base/logging.h"

Q_LOGGING_CATEGORY(lcWatchStage, "pulse.pipeline.watch")

namespace pulse::pipeline {

WatchStage::WatchStage(WatchConfig config, WatchHooks hooks)
    : m_config(std::move(config))
    , m_hooks(std::move(hooks))
    , m_watch(m_config.limits)
    , m_recorder(m_config.database, m_config.interval, [this](const OpenSystemAlerts &read) {
        QMetaObject::invokeMethod(
            this, [this, read] { take(read); }, Qt::QueuedConnection);
    })
{
    connect(&m_timer, &QTimer::timeout, this, &WatchStage::look);
}

WatchStage::~WatchStage() { stop(); }

Result<> WatchStage::start()
{
    PULSE_CHECK(m_recorder.start());
    m_timer.start(m_config.interval);
    return {};
}

void WatchStage::stop()
{
    m_timer.stop();
    m_recorder.stop();
}

bool WatchStage::isDatabaseAnswering() const
{
    return std::chrono::steady_clock::now() - m_recorder.lastAnswer() <= m_config.answersWithin;
}

void WatchStage::look()
{
    watch::Signs signs = m_hooks.signs();
    signs.isStoreAnswering = isDatabaseAnswering();
    auto findings = m_watch.look(signs);
    if (!findings.empty())
        m_recorder.record(std::move(findings));
    const model::ServiceState service = signs.isLeading ? m_watch.service() : serviceElsewhere(signs.now);
    if (std::exchange(m_hasTold, true) && service == m_service)
        return;
    m_service = service;
    qCInfo(lcWatchStage).noquote() << (service.isReceiving ? "values come in" : "values do not come in");
    m_hooks.serviceChanged(service);
}

// What was read before this server led may be older than what it found since.
void WatchStage::take(const OpenSystemAlerts &read)
{
    m_open = read.open;
    if (m_watch.needsToKnow())
        m_watch.know(read.open, read.droppedBefore);
}

// Of a server that does not ingest: what the one that does has written, as long as it can be read.
model::ServiceState WatchStage::serviceElsewhere(Instant now) const
{
    const auto silence = std::chrono::steady_clock::now() - m_recorder.lastAnswer();
    if (silence > m_config.limits.blindAfter)
        return {
            false,
            m_service.since.value_or(now - std::chrono::duration_cast<std::chrono::microseconds>(silence))};
    return watch::serviceAccordingTo(m_open);
}

watch::Signs signsOf(const WatchedParts &parts)
{
    const IngestState ingest = parts.ingest.state();
    const mqtt::SessionState session = parts.source.state();
    const BrokerFigures broker = parts.broker.figures();
    watch::Signs signs;
    signs.now = parts.clock.now();
    signs.isLeading = ingest.isLeading;
    signs.stoppedWhy = ingest.hasFailed ? ingest.lastError : QString();
    signs.leadingSince = ingest.leadingSince.value_or(signs.now);
    signs.completeUpTo = ingest.completeUpTo;
    signs.isBrokerConnected = session.isReady;
    signs.hasWork = session.unacknowledged > 0 || ingest.queued > 0;
    signs.sessionsLost = session.sessionsLost;
    signs.takeovers = session.takeovers;
    signs.deafTimes = session.deafTimes;
    signs.deafWhy = session.deafWhy;
    signs.hangUps = session.hangUps;
    signs.hungUpAt = session.hungUpAt;
    signs.brokerConnectedSince = broker.connectedSince;
    signs.brokerDropped = broker.dropped;
    signs.brokerStoredBytes = broker.storedBytes;
    signs.brokerStoredMessages = broker.storedMessages;
    signs.brokerMostBytes = parts.brokerMostBytes;
    signs.brokerMostMessages = parts.brokerMostMessages;
    signs.clockOffset = ingest.clockOffset;
    return signs;
}

} // namespace pulse::pipeline
