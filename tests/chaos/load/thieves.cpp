// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chaos/load/thieves.h"

#include "support/postgres/row_reader.h"
#include "support/process/spin.h"

namespace pulse::chaos {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

namespace {

// The id that every server of `serve` has unless it is told otherwise.
test::ThiefLogin loginOf(quint16 port) { return {port, "pulse-ingest", "borealis/device/thief", "secret"}; }

std::chrono::milliseconds since(Steady::time_point then)
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(Steady::now() - then);
}

// How many thefts the open system alert tells of; -1: it cannot be read.
qint64 theftsSaid(store::Connection &owner)
{
    const auto rows = owner.select("SELECT coalesce(sum((details->>'times')::bigint), 0)::bigint "
                                   "FROM system_alert WHERE kind = 'SESSION_TAKEN'");
    return rows ? test::RowReader(*rows).integer() : -1;
}

Error goneTooLong(Installation &installation, const QString &what)
{
    return {ErrorKind::Unavailable, what + u"; the server says:\n"_s + installation.lastWordsOfServer()};
}

} // namespace

Burglars::Burglars(const Installation &installation, quint64 seed)
    : m_thief(loginOf(installation.brokerPort()))
    , m_random(seed)
{
    connect(&m_timer, &QTimer::timeout, this, [this] {
        ++m_tries;
        m_thief.steal(
            test::kThefts[std::uniform_int_distribution<size_t>(0, std::size(test::kThefts) - 1)(m_random)]);
    });
    m_timer.start(2s);
}

Result<TheftCosts> stealAgainAndAgain(Installation &installation, Fleet &fleet, Rounds &rounds, int thefts)
{
    TheftCosts costs;
    test::Thief thief(loginOf(installation.brokerPort()));
    for (; costs.thefts < thefts; ++costs.thefts) {
        PULSE_CHECK(rounds.waitForWork());
        const qint64 said = theftsSaid(installation.owner());
        const int subscriptions = installation.broker().counts().subscriptions;
        if (costs.thefts % 3 == 2)
            installation.broker().cutAtSubscribe();
        const auto from = Steady::now();
        thief.steal(test::kThefts[static_cast<size_t>(costs.thefts) % std::size(test::kThefts)]);
        if (!test::spinUntil([&] { return installation.broker().counts().subscriptions > subscriptions; },
                             30s))
            return tl::unexpected(goneTooLong(installation, u"the server does not take its session back"_s));
        costs.longestAway = std::max(costs.longestAway, since(from));
        fleet.noteTheft({from, Steady::now()});
        if (!test::spinUntil([&] { return theftsSaid(installation.owner()) > said; }, 30s))
            return tl::unexpected(goneTooLong(installation, u"no system alert names the theft"_s));
        costs.longestUnsaid = std::max(costs.longestUnsaid, since(from));
        thief.leave();
    }
    costs.handedOver = thief.taken();
    return costs;
}

} // namespace pulse::chaos
