// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// bench ingest [--rounds N] [--warm SECONDS] [--seconds SECONDS] [--devices N]: what Pulse commits of a load
// that is more than it can take, beside what the broker can hand over at all and what the insert statement
// takes alone. Broker and Pulse take turns; each turn has a broker of its own, so that no queue is left over
// from the one before.
#include "bench/load/turn.h"
#include "store/ingest/batch_writer.h"
#include "store/ingest/registry_table.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <algorithm>
#include <cstdio>
#include <unistd.h>

using namespace pulse;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

namespace {

struct Plan {
    int rounds = 5;
    bench::TurnPlan turn;
};

Result<bench::Window> measureBroker(bench::Rig &rig, const Plan &plan)
{
    PULSE_CHECK(rig.freshBroker());
    bench::CountingConsumer consumer(rig.consumerConfig());
    PULSE_CHECK(consumer.start());
    bench::PublisherFarm farm(rig.farmConfig(), plan.turn.fleet);
    PULSE_CHECK(farm.start());
    const bench::Window window =
        bench::measure(plan.turn, farm, ::getpid(), [&consumer] { return consumer.count(); });
    farm.stop();
    if (farm.hasFailed())
        return fail(ErrorKind::Unavailable, u"a publisher was thrown out"_s);
    return window;
}

// The rows of a batch as Pulse would write them, and nothing else of what Pulse does.
Result<double> measureInsert(bench::Rig &rig, const Plan &plan)
{
    PULSE_CHECK(rig.freshDatabase());
    store::Connection connection({rig.database().appConnInfo().toUtf8(), "bench insert"});
    const Instant today = SystemClock().now();
    {
        PULSE_TRY(auto scope, store::SystemScope::begin(connection));
        PULSE_CHECK(store::ensurePartition(scope, today - 1h)); // in the first hour of a day: yesterday's
        PULSE_CHECK(store::ensurePartition(scope, today));
        PULSE_CHECK(scope.commit());
    }
    constexpr size_t kBatch = 5'000;
    const std::array<model::MetricValue, 6> metrics{
        {{{4}, 21}, {{8}, 45}, {{12}, -70}, {{16}, 1013}, {{20}, 88.5}, {{26}, 1}}};
    std::vector<model::Reading> readings(kBatch);
    const model::PlacedSet set({{1}, {{4}, {8}, {12}, {16}, {20}, {26}}});
    std::vector<store::ReadingRow> rows;
    for (const model::Reading &reading : readings)
        rows.push_back({&reading, &set});
    quint64 count = 0;
    const auto begin = Steady::now();
    while (Steady::now() - begin < plan.turn.window / 4) {
        for (model::Reading &reading : readings) {
            reading = {{static_cast<qint64>(count % static_cast<quint64>(plan.turn.fleet.devices)) + 1},
                       {1},
                       today - 1h + std::chrono::microseconds{count},
                       today,
                       count * 0x9E3779B97F4A7C15U,
                       model::MessageKind::Telemetry,
                       {1},
                       metrics};
            ++count;
        }
        PULSE_TRY(auto scope, store::SystemScope::begin(connection));
        PULSE_CHECK(store::insertReadings(scope, rows));
        PULSE_CHECK(scope.commit());
    }
    return static_cast<double>(count) / std::chrono::duration<double>(Steady::now() - begin).count();
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

Result<> run(const Plan &plan)
{
    PULSE_TRY(const auto rig, bench::Rig::start(plan.turn.fleet));
    std::vector<double> broker;
    std::vector<double> pulse;
    std::vector<double> ratios;
    std::vector<double> cpu;
    double rss = 0;
    for (int round = 1; round <= plan.rounds; ++round) {
        PULSE_TRY(const bench::Window limit, measureBroker(*rig, plan));
        PULSE_TRY(const bench::PulseTurn turn, bench::measurePulse(*rig, plan.turn));
        broker.push_back(limit.perSecond);
        pulse.push_back(turn.window.perSecond);
        ratios.push_back(turn.window.perSecond / limit.perSecond);
        cpu.push_back(turn.window.cpuMicrosecondsPerMessage);
        rss = std::max(rss, turn.rssMegabytes);
        bench::print({{u"round"_s, round},
                      {u"broker"_s, bench::toJson(limit)},
                      {u"pulse"_s, bench::toJson(turn.window)},
                      {u"counted"_s, turn.counted}});
    }
    PULSE_TRY(const double insert, measureInsert(*rig, plan));
    bench::print({{u"bench"_s, u"ingest"_s},
                  {u"broker_limit"_s, std::round(median(broker))},
                  {u"insert_limit"_s, std::round(insert)},
                  {u"pulse"_s, std::round(median(pulse))},
                  {u"ratio"_s, median(ratios)},
                  {u"server_cpu_us_per_msg"_s, median(cpu)},
                  {u"rss_mb"_s, rss}});
    return {};
}

Plan planFrom(const QCoreApplication &application)
{
    QCommandLineParser parser;
    const QCommandLineOption rounds(u"rounds"_s, {}, u"N"_s, u"5"_s);
    const QCommandLineOption warm(u"warm"_s, {}, u"SECONDS"_s, u"30"_s);
    const QCommandLineOption window(u"seconds"_s, {}, u"SECONDS"_s, u"60"_s);
    const QCommandLineOption devices(u"devices"_s, {}, u"N"_s, u"10000"_s);
    parser.addOptions({rounds, warm, window, devices});
    parser.process(application);
    Plan plan;
    plan.rounds = std::max(1, parser.value(rounds).toInt());
    plan.turn.warm = std::chrono::seconds{std::max(1, parser.value(warm).toInt())};
    plan.turn.window = std::chrono::seconds{std::max(1, parser.value(window).toInt())};
    plan.turn.fleet.devices = std::max(plan.turn.fleet.tenants, parser.value(devices).toInt());
    return plan;
}

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    const auto done = run(planFrom(application));
    if (!done)
        std::fprintf(stderr, "ingest: %s\n", qPrintable(done.error().what));
    return done ? 0 : 1;
}
