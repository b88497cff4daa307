// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Devices of the plant (plant.h) that are heard once an interval each, evenly spread over it, through one
// connection. Some can be made silent. While the broker is away nothing is sent, and nothing is made up for
// afterwards.
//
// Thread safety: one thread, with an event loop.
#pragma once

#include "mqtt/publisher.h"

#include <QElapsedTimer>
#include <QTimer>
#include <deque>
#include <vector>

namespace pulse::test {

class BeatingFleet final : public QObject {
    Q_OBJECT

public:
    BeatingFleet(quint16 port, int devices, std::chrono::milliseconds interval);

    void start();
    void setSilent(int first, int count, bool isSilent = true);
    void speakAtOnce(int first, int count); // once each, as fast as it goes

private:
    void takeTurns();
    void publishMore();

    std::vector<bool> m_isSilent; // by device
    std::deque<int> m_due; // devices whose turn it was; only while connected
    const std::chrono::milliseconds m_interval;
    QElapsedTimer m_since;
    qint64 m_turn = 0; // the next; device m_turn % devices
    QTimer m_pace;
    mqtt::Publisher m_publisher;
};

} // namespace pulse::test
