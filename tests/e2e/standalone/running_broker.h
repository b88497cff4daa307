// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A private broker in a data folder, started as a standalone server does.
#pragma once

#include "lodging.h"
#include "mqtt_peer.h"
#include "standalone/broker_users.h"
#include "standalone/private_broker.h"
#include "standalone/supervisor.h"

namespace pulse::test {

using namespace Qt::StringLiterals;
using namespace standalone;

// The broker's answers (MQTT 3.1.1).
inline constexpr int kWelcome = 0;
inline constexpr int kNotAuthorised = 5;
inline constexpr int kRefused = 128;

struct Running {
    std::unique_ptr<DataFolder> folder;
    std::unique_ptr<PrivateBroker> broker;
    std::unique_ptr<Supervisor> supervisor; // goes first
};

inline Result<Running> startOn(const QString &path)
{
    PULSE_CHECK(becomeOwner(path));
    PULSE_TRY(auto folder, DataFolder::open(path));
    PULSE_TRY(auto broker, PrivateBroker::prepare(folder, {.port = 0}));
    auto supervisor = std::make_unique<Supervisor>();
    PULSE_CHECK(supervisor->start(broker.program(), kBrokerStartsWithin));
    return Running{std::make_unique<DataFolder>(std::move(folder)),
                   std::make_unique<PrivateBroker>(std::move(broker)), std::move(supervisor)};
}

inline MqttLogin device(const QString &name)
{
    return {.user = u"acme/device/"_s + name, .password = name.toUtf8()};
}

} // namespace pulse::test
