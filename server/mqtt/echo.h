// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tells a session that is deaf from one that is behind, by the probes it publishes to itself. A probe that
// the broker has taken must come back. If nothing comes, neither the probe nor anything that was queued
// before it, although the broker waits for nothing of ours, then the subscription is gone, whatever the
// cause; so it is when the broker says that nobody subscribes to the probe (§3.4.2.1, 0x10) or refuses it.
//
// Times are of a clock that only goes forward. A process that was frozen counts as one tick, not as the time
// it stood still.
//
// Thread safety: none.
#pragma once

#include "mqtt/reason_code.h"

#include <QString>
#include <chrono>
#include <optional>

namespace pulse::mqtt {

class Echo {
public:
    using Time = std::chrono::steady_clock::time_point;

    // How long a probe may stay away. Each connection that was deaf, too, doubles it for the next, up to a
    // minute: where connecting anew does not help, what does come in is not to be disturbed much.
    explicit Echo(std::chrono::milliseconds patience)
        : m_first(patience)
    {
    }

    void begin(Time now); // subscribed, on a new connection
    void taken(ReasonCode reason, Time now); // the broker's answer to a probe
    void heard(); // any message: what was queued before the probe comes before it
    void returned(); // a probe of this connection has come back

    // Asked each time a probe is due. isHeldUp: the broker waits for our acknowledgements, or we do not read,
    // so that nothing follows from silence. Why the session is deaf; empty: it is not known to be. A session
    // that is deaf is to be ended.
    QString deafness(Time now, bool isHeldUp);

private:
    std::chrono::milliseconds patience() const;

    const std::chrono::milliseconds m_first;
    Time m_begun{};
    std::optional<Time> m_silentSince; // a probe was taken then, and nothing came since
    int m_silentTicks = 0;
    int m_refusals = 0; // probes in a row that nobody can have got
    ReasonCode m_refusal = ReasonCode::Success; // of the last
    int m_deafInRow = 0;
};

} // namespace pulse::mqtt
