// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "e2e/servers/paced_publisher.h"

#include "support/broker/quick_publisher.h"
#include "support/process/spin.h"

namespace pulse::test {

using namespace std::chrono_literals;

PacedPublisher::PacedPublisher(quint16 port, std::vector<mqtt::Publication> messages, int perSecond)
    : m_messages(std::move(messages))
    , m_perSecond(perSecond)
    , m_publisher(quickPublisher(port),
                  {[this](std::span<const mqtt::Settlement> settlements) { take(settlements); },
                   [this] { publishMore(); }, [this] { publishMore(); }, [](const Error &) {}})
{
    connect(&m_pace, &QTimer::timeout, this, &PacedPublisher::publishMore);
}

void PacedPublisher::start()
{
    m_since.start();
    m_pace.start(5ms);
    m_publisher.start();
}

void PacedPublisher::publishMore()
{
    const auto due =
        std::min(m_messages.size(), static_cast<size_t>(m_since.elapsed() * m_perSecond / 1'000));
    while (m_next < due && m_publisher.canPublish()) {
        if (!m_publisher.publish(m_messages[m_next]))
            return;
        m_inFlight.push_back(m_next++);
    }
    m_publisher.flush();
}

void PacedPublisher::take(std::span<const mqtt::Settlement> settlements)
{
    for (const mqtt::Settlement &settlement : settlements) {
        if (m_inFlight.empty())
            return;
        if (settlement.outcome == mqtt::Settlement::Outcome::Unknown) {
            m_next = m_inFlight.front();
            m_inFlight.clear();
            return;
        }
        m_inFlight.pop_front();
        ++m_answered;
    }
}

bool PacedPublisher::waitForAnswers(size_t count, std::chrono::milliseconds timeout)
{
    return spinUntil([this, count] { return m_answered >= count; }, timeout);
}

} // namespace pulse::test
