// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/load/turn.h"

#include "support/process/spin.h"

#include <QJsonDocument>
#include <cstdio>

namespace pulse::bench {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

namespace {

struct Look {
    Steady::time_point at;
    quint64 taken = 0;
    quint64 published = 0;
    std::chrono::microseconds cpu{0};
    qint64 depth() const { return static_cast<qint64>(published) - static_cast<qint64>(taken); }
};

} // namespace

QJsonObject toJson(const Window &window)
{
    return {{u"per_second"_s, std::round(window.perSecond)},
            {u"published_per_second"_s, std::round(window.publishedPerSecond)},
            {u"depth_at_start"_s, window.depthAtStart},
            {u"depth_at_end"_s, window.depthAtEnd}};
}

void print(const QJsonObject &object)
{
    std::printf("%s\n", QJsonDocument(object).toJson(QJsonDocument::Compact).constData());
    std::fflush(stdout);
}

Window measure(const TurnPlan &plan, PublisherFarm &farm, pid_t taker, const Taken &taken)
{
    const auto waitFor = [&](std::chrono::seconds time) {
        for (auto slice = time / 100ms; slice > 0; --slice) {
            test::spinUntil([] { return false; }, 100ms);
            farm.noteTaken(taken());
        }
    };
    const auto look = [&] {
        const quint64 count = taken();
        return Look{Steady::now(), count, farm.published(), cpuOf(taker)};
    };
    waitFor(plan.warm);
    const Look begin = look();
    waitFor(plan.window);
    const Look end = look();
    const double seconds = std::chrono::duration<double>(end.at - begin.at).count();
    const auto messages = static_cast<double>(end.taken - begin.taken);
    return {messages / seconds, static_cast<double>(end.published - begin.published) / seconds, begin.depth(),
            end.depth(), static_cast<double>((end.cpu - begin.cpu).count()) / messages};
}

Result<PulseTurn> measurePulse(Rig &rig, const TurnPlan &plan)
{
    PULSE_CHECK(rig.freshBroker());
    PULSE_CHECK(rig.freshDatabase());
    PULSE_CHECK(rig.launchServer());
    PublisherFarm farm(rig.farmConfig(), plan.fleet);
    PULSE_CHECK(farm.start());
    PulseTurn turn;
    const pid_t server = rig.server().pid();
    turn.window = measure(plan, farm, server, [&rig] { return rig.stored(); });
    turn.rssMegabytes = rssMegabytes(server);
    farm.stop();
    if (farm.hasFailed() || !rig.stopServer())
        return fail(ErrorKind::Unavailable, u"the turn did not end well"_s);
    PULSE_TRY(turn.counted, rig.counted());
    return turn;
}

} // namespace pulse::bench
