// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// bench burst [--frozen SECONDS]: publishers at full speed while PostgreSQL is frozen. The broker holds what
// comes, the server takes no more memory, and once PostgreSQL goes on everything that was published is
// stored.
#include "bench/load/turn.h"
#include "support/postgres/frozen_postgres.h"
#include "support/process/spin.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <algorithm>
#include <cstdio>

using namespace pulse;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

namespace {

struct Peak {
    double start = 0;
    double most = 0;
    double end = 0;
    void look(double value)
    {
        start = start == 0 ? value : start;
        most = std::max(most, value);
        end = value;
    }
};

QJsonObject toJson(const Peak &peak)
{
    return {{u"start"_s, peak.start}, {u"peak"_s, peak.most}, {u"end"_s, peak.end}};
}

struct Burst {
    quint64 published = 0;
    qint64 stored = 0;
    quint64 queuePeak = 0;
    double drainSeconds = 0;
    Peak server;
    Peak broker;
};

Result<Burst> measure(bench::Rig &rig, std::chrono::seconds frozen)
{
    PULSE_CHECK(rig.launchServer());
    bench::FarmConfig config = rig.farmConfig();
    config.depth = 20'000;
    bench::PublisherFarm farm(config, bench::FleetShape{});
    PULSE_CHECK(farm.start());
    Burst burst;
    const auto look = [&] {
        burst.server.look(bench::rssMegabytes(rig.server().pid()));
        burst.broker.look(bench::rssMegabytes(rig.broker().pid()));
    };
    const auto watch = [&](std::chrono::seconds time, const std::function<bool()> &isOver) {
        const auto end = Steady::now() + time;
        while (!isOver() && Steady::now() < end) {
            test::spinUntil([] { return false; }, 100ms);
            look();
        }
    };
    watch(10s, [&] {
        farm.noteTaken(rig.stored());
        return false;
    });
    const quint64 storedBefore = rig.stored();
    burst.server = burst.broker = {}; // it has been busy for a while: what follows is what the outage does
    auto freeze = std::make_unique<test::FrozenPostgres>(rig.cluster());
    farm.noteTaken(1ULL << 62U); // as fast as the broker takes it
    watch(frozen, [] { return false; });
    farm.stop();
    burst.published = farm.published();
    burst.queuePeak = burst.published - storedBefore;
    freeze.reset();
    const auto begin = Steady::now();
    watch(600s, [&] { return rig.stored() >= burst.published; });
    burst.drainSeconds = std::chrono::duration<double>(Steady::now() - begin).count();
    if (farm.hasFailed() || !rig.stopServer())
        return fail(ErrorKind::Unavailable, u"it did not end well"_s);
    PULSE_TRY(burst.stored, rig.number(u"SELECT count(*) FROM reading"_s));
    return burst;
}

Result<> run(std::chrono::seconds frozen)
{
    PULSE_TRY(const auto rig, bench::Rig::start({}));
    PULSE_TRY(const Burst burst, measure(*rig, frozen));
    const double brokerBytes =
        (burst.broker.most - burst.broker.start) * 1e6 / static_cast<double>(burst.queuePeak);
    const standalone::QueueBounds bounds = bench::brokerQueue();
    const qint64 most = std::min(bounds.messages, bounds.bytes / bench::DeviceFrame::kPayloadBytes);
    bench::print(
        {{u"bench"_s, u"burst"_s},
         {u"frozen_seconds"_s, static_cast<qint64>(frozen.count())},
         {u"published"_s, static_cast<qint64>(burst.published)},
         {u"stored"_s, burst.stored},
         {u"lost"_s, static_cast<qint64>(burst.published) - burst.stored},
         {u"queue_bound_messages"_s, bounds.messages},
         {u"queue_bound_bytes"_s, bounds.bytes},
         {u"queue_peak_messages"_s, static_cast<qint64>(burst.queuePeak)},
         {u"broker_rss_mb"_s, toJson(burst.broker)},
         {u"broker_bytes_per_queued_message"_s, std::round(brokerBytes)},
         {u"server_rss_mb"_s, toJson(burst.server)},
         {u"drained_per_second"_s, std::round(static_cast<double>(burst.queuePeak) / burst.drainSeconds)},
         {u"outage_seconds_at_20k"_s, std::round(static_cast<double>(most) / 20'000)}});
    return burst.stored == static_cast<qint64>(burst.published)
        ? Result<>{}
        : fail(ErrorKind::Internal, u"not everything was stored"_s);
}

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    QCommandLineParser parser;
    const QCommandLineOption frozen(u"frozen"_s, {}, u"SECONDS"_s, u"30"_s);
    parser.addOption(frozen);
    parser.process(application);
    const auto done = run(std::chrono::seconds{parser.value(frozen).toInt()});
    if (!done)
        std::fprintf(stderr, "burst: %s\n", qPrintable(done.error().what));
    return done ? 0 : 1;
}
