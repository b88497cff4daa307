// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A gateway that publishes a list of messages at QoS 1, in order and at a pace, while the event loop turns,
// and goes back to the first unanswered one after every loss of its connection.
//
// Thread safety: one thread, with an event loop.
#pragma once

#include "mqtt/publisher.h"

#include <QElapsedTimer>
#include <QTimer>
#include <deque>
#include <vector>

namespace pulse::test {

class PacedPublisher final : public QObject {
    Q_OBJECT

public:
    PacedPublisher(quint16 port, std::vector<mqtt::Publication> messages, int perSecond);

    void start();
    size_t answered() const { return m_answered; } // by the broker
    bool isDone() const { return m_answered >= m_messages.size(); }

    // Turns the event loop until so many were answered; false when the time is up.
    bool waitForAnswers(size_t count, std::chrono::milliseconds timeout = std::chrono::seconds{60});
    bool finish(std::chrono::milliseconds timeout = std::chrono::seconds{120})
    {
        return waitForAnswers(m_messages.size(), timeout);
    }

private:
    void publishMore();
    void take(std::span<const mqtt::Settlement> settlements);

    const std::vector<mqtt::Publication> m_messages;
    const int m_perSecond;
    std::deque<size_t> m_inFlight; // positions, in order
    size_t m_next = 0;
    size_t m_answered = 0;
    QElapsedTimer m_since;
    QTimer m_pace;
    mqtt::Publisher m_publisher;
};

} // namespace pulse::test
