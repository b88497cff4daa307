// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// bench exception [--devices N] [--messages N] [--rounds N]: 1,000 devices that report by exception, 24
// points each, through broker and server: whether everything is stored as it was sent, in how many metric
// sets, and what it costs beside devices that always send the same as many points. The two take turns, each
// with a database of its own.
#include "bench/load/exception_frame.h"
#include "bench/load/turn.h"
#include "store/postgres/connection.h"
#include "support/postgres/row_reader.h"
#include "support/process/spin.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <algorithm>
#include <cmath>
#include <cstdio>

using namespace pulse;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

namespace {

struct Plan {
    bench::FleetShape fleet{.devices = 1'000, .tenants = 1, .rulesPerTenant = 3, .messagesPerSecond = 1e6};
    quint64 messages = 500'000;
    int rounds = 3;
};

struct Turn {
    double perSecond = 0;
    double bytesPerReading = 0;
    qint64 sets = 0;
    qint64 setsOfADevice = 0; // the most
    quint64 compared = 0; // readings
    quint64 differing = 0;
};

std::vector<bench::NextFrame> framesOf(const bench::ExceptionShape &shape)
{
    std::vector<bench::NextFrame> frames;
    for (int device = 0; device < shape.fleet.devices; ++device)
        frames.emplace_back([frame = bench::ExceptionFrame(shape, device)](quint16 id, Instant now) mutable
                            -> const QByteArray & { return frame.next(id, now); });
    return frames;
}

// Publishes until as many are stored. What comes beyond is stored, too, and compared.
Result<double> load(bench::Rig &rig, const bench::ExceptionShape &shape, quint64 messages)
{
    PULSE_CHECK(rig.freshBroker());
    PULSE_CHECK(rig.freshDatabase());
    PULSE_CHECK(rig.launchServer());
    bench::PublisherFarm farm(rig.farmConfig(), framesOf(shape));
    const auto begin = Steady::now();
    PULSE_CHECK(farm.start());
    const auto isDone = [&] {
        const quint64 stored = rig.stored();
        farm.noteTaken(stored);
        return stored >= messages || farm.hasFailed();
    };
    const bool isStored = test::spinUntil(isDone, 600s);
    const double seconds = std::chrono::duration<double>(Steady::now() - begin).count();
    const double perSecond = static_cast<double>(rig.stored()) / seconds;
    farm.stop();
    const bool isAllStored = test::spinUntil([&] { return rig.stored() >= farm.published(); }, 60s);
    if (!rig.stopServer() || !isStored || !isAllStored || farm.hasFailed())
        return fail(ErrorKind::Unavailable,
                    u"of %1 that were published %2 are stored"_s.arg(farm.published()).arg(rig.stored()));
    return perSecond;
}

// Value by value, kind by kind, as SQL reads them.
Result<> compare(store::Connection &connection, const bench::ExceptionShape &shape, int device, Turn &turn)
{
    PULSE_TRY(
        const store::Rows rows,
        connection.select("SELECT r.ts, string_agg(m.name || ' ' || (v.code & 3) || ' ' || v.value, ',')"
                          "  FROM reading AS r JOIN device AS d USING (device_key)"
                          "  JOIN metric_set AS s ON s.metric_set_key = r.metric_set"
                          " CROSS JOIN LATERAL reading_values(s.codes, r.layout, r.\"values\") AS v"
                          "  JOIN metric AS m ON m.metric_key = v.code >> 2"
                          " WHERE d.device_id = '"
                          + bench::deviceId(device)
                          + "'"
                            " GROUP BY r.ts, r.payload_hash ORDER BY r.ts"));
    for (int i = 0; i < rows.size(); ++i) {
        test::RowReader row(rows, i);
        const auto number = (row.instant() - shape.begin) / 1ms;
        QMap<QByteArray, bench::SentValue> stored;
        for (const QByteArray &value : row.bytes().split(',')) {
            const auto parts = value.split(' ');
            stored.insert(parts[0], {static_cast<model::MetricKind>(parts[1].toInt()), parts[2].toDouble()});
        }
        ++turn.compared;
        const bool isInPlace = number == i; // none is missing, none is there twice
        if (!isInPlace || stored != bench::sentValues(shape, device, static_cast<quint64>(number)))
            ++turn.differing;
    }
    return {};
}

Result<Turn> measure(bench::Rig &rig, const Plan &plan, bool isFixed)
{
    const auto now = std::chrono::floor<std::chrono::milliseconds>(SystemClock().now());
    const bench::ExceptionShape shape{plan.fleet, 24, isFixed, Instant{now} - 10min};
    Turn turn;
    PULSE_TRY(turn.perSecond, load(rig, shape, plan.messages));
    PULSE_CHECK(rig.database().execute(u"VACUUM reading"_s));
    PULSE_TRY(const qint64 readings, rig.number(u"SELECT count(*) FROM reading"_s));
    PULSE_TRY(const qint64 bytes,
              rig.number(u"SELECT sum(pg_total_relation_size(inhrelid)) FROM pg_inherits"
                         " WHERE inhparent = 'reading'::regclass"_s));
    turn.bytesPerReading = static_cast<double>(bytes) / static_cast<double>(readings);
    PULSE_TRY(turn.sets, rig.number(u"SELECT count(*) FROM metric_set"_s));
    PULSE_TRY(turn.setsOfADevice,
              rig.number(u"SELECT max(sets) FROM (SELECT count(DISTINCT metric_set) AS sets FROM reading"
                         " GROUP BY device_key) AS of_device"_s));
    store::Connection connection({rig.database().adminConnInfo().toUtf8(), "bench exception"});
    for (int device = 0; device < plan.fleet.devices; ++device)
        PULSE_CHECK(compare(connection, shape, device, turn));
    turn.differing += static_cast<quint64>(std::abs(readings - static_cast<qint64>(turn.compared)));
    bench::print({{u"kind"_s, isFixed ? u"fixed"_s : u"by exception"_s},
                  {u"per_second"_s, std::round(turn.perSecond)},
                  {u"bytes_per_reading"_s, turn.bytesPerReading},
                  {u"sets"_s, turn.sets},
                  {u"sets_of_a_device"_s, turn.setsOfADevice},
                  {u"compared"_s, static_cast<qint64>(turn.compared)},
                  {u"differing"_s, static_cast<qint64>(turn.differing)}});
    return turn;
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

Result<> run(const Plan &plan)
{
    PULSE_TRY(const auto rig, bench::Rig::start(plan.fleet));
    std::vector<double> rates;
    std::vector<double> bytes;
    Turn worst;
    for (int round = 0; round < plan.rounds; ++round) {
        PULSE_TRY(const Turn fixed, measure(*rig, plan, true));
        PULSE_TRY(const Turn some, measure(*rig, plan, false));
        rates.push_back(some.perSecond / fixed.perSecond);
        bytes.push_back(some.bytesPerReading / fixed.bytesPerReading);
        worst.sets = std::max(worst.sets, some.sets);
        worst.setsOfADevice = std::max(worst.setsOfADevice, some.setsOfADevice);
        worst.compared += some.compared + fixed.compared;
        worst.differing += some.differing + fixed.differing;
    }
    bench::print({{u"bench"_s, u"exception"_s},
                  {u"rate_ratio"_s, median(rates)},
                  {u"bytes_ratio"_s, median(bytes)},
                  {u"sets"_s, worst.sets},
                  {u"sets_of_a_device"_s, worst.setsOfADevice},
                  {u"compared"_s, static_cast<qint64>(worst.compared)},
                  {u"differing"_s, static_cast<qint64>(worst.differing)}});
    return worst.differing == 0 ? Result<>{} : fail(ErrorKind::Internal, u"stored is not what was sent"_s);
}

Plan planFrom(const QCoreApplication &application)
{
    QCommandLineParser parser;
    const QCommandLineOption devices(u"devices"_s, {}, u"N"_s, u"1000"_s);
    const QCommandLineOption messages(u"messages"_s, {}, u"N"_s, u"500000"_s);
    const QCommandLineOption rounds(u"rounds"_s, {}, u"N"_s, u"3"_s);
    parser.addOptions({devices, messages, rounds});
    parser.process(application);
    Plan plan;
    plan.fleet.devices = std::max(50, parser.value(devices).toInt());
    plan.messages = std::max<quint64>(1'000, parser.value(messages).toULongLong());
    plan.rounds = std::max(1, parser.value(rounds).toInt());
    return plan;
}

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    const auto done = run(planFrom(application));
    if (!done)
        std::fprintf(stderr, "exception: %s\n", qPrintable(done.error().what));
    return done ? 0 : 1;
}
