// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Round after round of something bad, at random, under load.
//
// Thread safety: one thread, with an event loop.
#pragma once

#include "chaos/load/installation.h"
#include "chaos/load/load.h"

#include <array>
#include <random>

namespace pulse::chaos {

enum class Blow { KillServer, CrashDatabase, RestartBroker, CutLink, CutCommit, KillBroker };
constexpr size_t kOrdinaryBlows = 5; // the broker's kill is not one of them: it may lose messages

struct RoundCounts {
    std::array<int, kOrdinaryBlows + 1> blows{};
    int killsWithUnacknowledged = 0; // of the server
};

class Rounds {
public:
    Rounds(Installation &installation, Fleet &fleet, quint64 seed)
        : m_installation(installation)
        , m_fleet(fleet)
        , m_random(seed)
    {
    }

    enum class Patience { Ordinary, None, Long };
    Result<> waitForWork(Patience patience = Patience::Ordinary);
    Result<> strikeAtRandom(); // any but KillBroker, once there was work
    Result<> strikeBroker(); // KillBroker, once it has had time to save
    const RoundCounts &counts() const { return m_counts; }

private:
    Result<> strike(Blow blow);
    Result<> killServer();
    Result<> killBroker();
    Result<> cutLink();
    Result<> cutCommit();
    int pick(int from, int to) { return std::uniform_int_distribution(from, to)(m_random); }

    Installation &m_installation;
    Fleet &m_fleet;
    std::mt19937_64 m_random;
    RoundCounts m_counts;
};

} // namespace pulse::chaos
