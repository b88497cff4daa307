// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chaos/load/rounds.h"

#include "support/process/spin.h"

namespace pulse::chaos {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

// Devices have said some more, and the server commits and acknowledges again, unless there is no patience for
// it.
Result<> Rounds::waitForWork(Patience patience)
{
    const qint64 accepted =
        m_fleet.acceptedCount() + pick(50, 400) + (patience == Patience::Long ? 3'000 : 0);
    const qint64 acknowledged =
        m_installation.broker().counts().acknowledged + (patience == Patience::None ? 0 : 1);
    const auto isBusy = [&] {
        return m_fleet.acceptedCount() >= accepted
            && m_installation.broker().counts().acknowledged >= acknowledged;
    };
    if (!test::spinUntil(isBusy, 60s))
        return fail(ErrorKind::Unavailable,
                    u"no work is done after 60 s; the server says:\n"_s + m_installation.lastWordsOfServer());
    return {};
}

// Now and then a blow does not wait for the server: it falls into the recovery from the last.
Result<> Rounds::strikeAtRandom()
{
    PULSE_CHECK(waitForWork(pick(1, 8) == 1 ? Patience::None : Patience::Ordinary));
    return strike(static_cast<Blow>(pick(0, kOrdinaryBlows - 1)));
}

Result<> Rounds::strikeBroker()
{
    PULSE_CHECK(waitForWork(Patience::Long));
    return strike(Blow::KillBroker);
}

Result<> Rounds::strike(Blow blow)
{
    ++m_counts.blows[static_cast<size_t>(blow)];
    switch (blow) {
    case Blow::KillServer: return killServer();
    case Blow::CrashDatabase: return m_installation.crashDatabase();
    case Blow::RestartBroker: return m_installation.restartBroker();
    case Blow::CutLink: return cutLink();
    case Blow::CutCommit: return cutCommit();
    case Blow::KillBroker: return killBroker();
    }
    Q_UNREACHABLE();
}

// Looks for a moment in which messages wait for their acknowledgement; whether they still did when the
// connection ended is what is counted.
Result<> Rounds::killServer()
{
    BrokerWatch &broker = m_installation.broker();
    test::spinUntil([&broker] { return broker.counts().unacknowledged > 0; }, 2s);
    const int connections = broker.counts().connections;
    const bool isConnected = broker.counts().unacknowledged > 0;
    PULSE_CHECK(m_installation.killServer());
    if (!isConnected || !test::spinUntil([&] { return broker.counts().connections > connections; }, 5s))
        return {};
    m_counts.killsWithUnacknowledged += broker.counts().unacknowledgedAtEnd > 0 ? 1 : 0;
    return {};
}

// Every other time while the server is away, so that there is something in its queue to lose.
Result<> Rounds::killBroker()
{
    if (pick(0, 1) == 1) {
        m_installation.cutServerLink();
        const qint64 accepted = m_fleet.acceptedCount() + 100;
        test::spinUntil([&] { return m_fleet.acceptedCount() >= accepted; }, 5s);
    }
    return m_installation.killBroker();
}

Result<> Rounds::cutLink()
{
    const int which = pick(1, 4);
    if (which != 1)
        m_installation.cutServerLink();
    if (which <= 2)
        m_installation.cutDeviceLinks();
    return {};
}

Result<> Rounds::cutCommit()
{
    CommitCut &commits = m_installation.commits();
    const int cuts = commits.cuts();
    // Half of them after the COMMIT is done: that is when a second try meets its own readings.
    constexpr std::array kMoments{CutMoment::BeforeClient, CutMoment::BeforeClientLeavingGhost,
                                  CutMoment::OnTheWay, CutMoment::BeforeServer};
    commits.arm(kMoments[static_cast<size_t>(pick(0, 3))]);
    if (!test::spinUntil([&] { return commits.cuts() > cuts; }, 60s))
        return fail(ErrorKind::Unavailable,
                    u"no COMMIT in 60 s; the server says:\n"_s + m_installation.lastWordsOfServer());
    return {};
}

} // namespace pulse::chaos
