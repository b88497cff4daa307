// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Keeps devices talking at a rate while the event loop turns, over a few connections.
//
// Thread safety: one thread, with an event loop.
#pragma once

#include "chaos/load/sender.h"

#include <QElapsedTimer>
#include <QTimer>
#include <vector>

namespace pulse::chaos {

class Load {
public:
    Load(Fleet &fleet, quint16 port, int messagesPerSecond);

    // Stops talking, and waits until everything said was accepted; then the last device says that it was all.
    [[nodiscard]] bool finish(std::chrono::milliseconds timeout);

    qint64 refused() const;
    qint64 repeated() const;

private:
    static constexpr size_t kConnections = 4;
    void talk();
    bool isAllAccepted() const;

    Fleet &m_fleet;
    const int m_messagesPerSecond;
    std::vector<std::unique_ptr<Sender>> m_senders;
    QElapsedTimer m_since;
    QTimer m_timer;
};

} // namespace pulse::chaos
