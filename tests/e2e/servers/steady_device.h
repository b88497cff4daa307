// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A device that never sends faster than it says: one message each interval, and none to make up for a time in
// which it could not.
//
// Thread safety: one thread, with an event loop.
#pragma once

#include "mqtt/publisher.h"

#include <QTimer>

namespace pulse::test {

struct SteadyDeviceConfig {
    quint16 port = 0; // of the broker
    QByteArray topic = {};
    QByteArray payloadHead = {}; // a JSON object that lacks time, metrics and its end
    std::chrono::milliseconds interval{250};
};

class SteadyDevice final : public QObject {
    Q_OBJECT

public:
    explicit SteadyDevice(SteadyDeviceConfig config);

    void start();
    void stop() { m_pace.stop(); } // what was sent is still answered
    int sent() const { return m_sent; }
    int answered() const { return m_answered; } // by the broker
    bool isBroken() const { return m_isBroken; } // the broker, which nobody disturbs, went away or refused

private:
    void publish();

    const SteadyDeviceConfig m_config;
    QTimer m_pace;
    int m_sent = 0;
    int m_answered = 0;
    bool m_isBroken = false;
    mqtt::Publisher m_publisher;
};

} // namespace pulse::test
