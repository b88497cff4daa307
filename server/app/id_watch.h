// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tries at the start and from time to time whether any account of the broker can have our client id, where
// the administrator gave us a second account to try with (broker.check_user).
//
// Thread safety: one thread, with an event loop.
#pragma once

#include "app/configuration.h"
#include "mqtt/id_check.h"

#include <memory>

namespace pulse::app {

class IdWatch final : public QObject {
    Q_OBJECT

public:
    IdWatch(const BrokerSettings &broker, const mqtt::BrokerAddress &address);

    // broker.require_safe_ids stands on broker.check_user.
    static Result<> checkSettings(const BrokerSettings &broker);

    // Waits for the first answer, at most as long as a check takes; then tries again each hour, and each
    // minute while there is no answer. Forbidden: ids are open, and broker.require_safe_ids says not to
    // start.
    Result<> start();
    void stop();

    bool areOpen() const { return m_areOpen; } // by the last answer

private:
    bool isAsked() const { return !m_broker.checkUser.isEmpty(); }
    void check();
    void take(mqtt::IdVerdict verdict, const QString &why);

    const BrokerSettings m_broker;
    const mqtt::BrokerAddress m_address;
    std::unique_ptr<mqtt::IdCheck> m_check;
    QTimer m_next;
    bool m_areOpen = false;

signals:
    void answered();
};

} // namespace pulse::app
