// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A device that publishes a list of messages in order, at QoS 1, as fast as the broker takes them, and goes
// back to the first unanswered one after every loss of the connection: what a careful device does.
#pragma once

#include "mqtt/publisher.h"

#include <QObject>

namespace pulse::bench {

class SeriesPublisher final : public QObject {
    Q_OBJECT

public:
    SeriesPublisher(mqtt::PublisherConfig config, QByteArray topic, std::vector<QByteArray> payloads);

    // Until every message was answered or the time is up. `progress` is told how many were answered.
    bool publishAll(std::chrono::milliseconds timeout, const std::function<void(size_t)> &progress = {});
    size_t refused() const { return m_refused; }

private:
    void publishMore();
    void take(std::span<const mqtt::Settlement> settlements);

    const QByteArray m_topic;
    const std::vector<QByteArray> m_payloads;
    std::deque<size_t> m_inFlight; // positions, in order of publishing; tokens rise alike
    size_t m_next = 0;
    size_t m_answered = 0;
    size_t m_refused = 0;
    mqtt::Publisher m_publisher;
};

} // namespace pulse::bench
