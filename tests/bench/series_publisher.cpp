// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/series_publisher.h"

#include "support/process/spin.h"

namespace pulse::bench {

SeriesPublisher::SeriesPublisher(mqtt::PublisherConfig config, QByteArray topic,
                                 std::vector<QByteArray> payloads)
    : m_topic(std::move(topic))
    , m_payloads(std::move(payloads))
    , m_publisher(std::move(config),
                  {[this](std::span<const mqtt::Settlement> settlements) { take(settlements); },
                   [this] { publishMore(); }, [this] { publishMore(); }, [](const Error &) {}})
{
}

void SeriesPublisher::publishMore()
{
    while (m_next < m_payloads.size() && m_publisher.canPublish()) {
        if (!m_publisher.publish({m_topic, m_payloads[m_next], 1, false}))
            return;
        m_inFlight.push_back(m_next++);
    }
}

void SeriesPublisher::take(std::span<const mqtt::Settlement> settlements)
{
    using Outcome = mqtt::Settlement::Outcome;
    for (const mqtt::Settlement &settlement : settlements) {
        if (m_inFlight.empty())
            return;
        if (settlement.outcome
            == Outcome::Unknown) { // the connection ended: from the first unanswered one again
            m_next = m_inFlight.front();
            m_inFlight.clear();
            return;
        }
        m_refused += settlement.outcome == Outcome::Refused ? 1 : 0;
        m_inFlight.pop_front();
        ++m_answered;
    }
}

bool SeriesPublisher::publishAll(std::chrono::milliseconds timeout,
                                 const std::function<void(size_t)> &progress)
{
    m_publisher.start();
    const bool isDone = test::spinUntil(
        [this, &progress] {
            if (progress)
                progress(m_answered);
            return m_answered >= m_payloads.size();
        },
        timeout);
    m_publisher.stop();
    return isDone;
}

} // namespace pulse::bench
