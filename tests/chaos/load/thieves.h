// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Other clients that want the server's session at the broker: where ids are tied to accounts, beside
// everything else and in vain; where they are not, one theft after another, with what it cost.
//
// Thread safety: one thread, with an event loop.
#pragma once

#include "chaos/load/rounds.h"
#include "support/broker/thief.h"

#include <QTimer>

namespace pulse::chaos {

// Tries every two seconds, each time another way.
class Burglars final : public QObject {
    Q_OBJECT

public:
    Burglars(const Installation &installation, quint64 seed);

    int tries() const { return m_tries; }
    qint64 taken() const { return m_thief.taken(); } // messages that were handed to them

private:
    test::Thief m_thief;
    std::mt19937_64 m_random;
    QTimer m_timer;
    int m_tries = 0;
};

struct TheftCosts {
    int thefts = 0;
    qint64 handedOver = 0; // messages, to the thief
    std::chrono::milliseconds longestAway{0}; // from a theft to the server's next SUBACK
    std::chrono::milliseconds longestUnsaid{0}; // to the system alert
};

// Steals so many times, each way in turn; every third time the link is cut as well, between the CONNACK that
// says 0 and SUBSCRIBE.
Result<TheftCosts> stealAgainAndAgain(Installation &installation, Fleet &fleet, Rounds &rounds, int thefts);

} // namespace pulse::chaos
