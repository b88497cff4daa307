// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the broker says of itself, heard by a session of its own: the ingest session is told nothing more
// once its queue is full, which is when it matters.
//
// Thread safety: lives on the thread that makes it; figures() from any thread.
#pragma once

#include "base/service.h"
#include "mqtt/session.h"

#include <memory>

namespace pulse::pipeline {

struct BrokerFigures {
    std::optional<quint64> dropped; // messages, since it began
    std::optional<quint64> storedBytes; // payloads it holds now; none while it is not heard
    std::optional<quint64> storedMessages; // and how many they are
    std::optional<Instant> connectedSince; // while it is
};

class BrokerWatch final : public Service {
public:
    // How to reach the broker is taken from the ingest session's settings.
    BrokerWatch(const mqtt::SessionConfig &ingest, const Clock &clock);
    ~BrokerWatch() override;

    Result<> start() override; // goes on trying until stop()
    void stop() override;

    BrokerFigures figures() const;

private:
    mqtt::Session m_session;
};

} // namespace pulse::pipeline
