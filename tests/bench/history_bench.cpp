// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// bench history [--rows N] [--rounds N]: what a person waits for who looks at 30 days of a device that sends
// 8 metrics every 10 s, in a table of N readings (20 million) of as many such devices: the first page of
// 1,000, and a chart of 500 points; beside them the statements of before, in the same run. Warm: each is
// asked once before it is measured. And how long migration 0023's column takes on such a table.
#include "bench/load/turn.h"
#include "store/telemetry/telemetry_chart.h"
#include "wire/fleet/device_json.h"
#include "wire/fleet/telemetry_json.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <algorithm>
#include <cstdio>

using namespace pulse;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

namespace {

constexpr int kDays = 30;
constexpr qint64 kReadingsOfDevice = kDays * 8'640;
constexpr int kPoints = 500;
constexpr int kPage = 1'000;
const auto kBegin = u"2026-01-01 00:00Z"_s;
const Instant kStart{1'767'225'600s};
const store::TimeRange kRange{kStart, kStart + std::chrono::days{kDays}};

// Statements of before: every value a row of SQL's, or the set joined to the rows.
const QByteArray kOldChart =
    "SELECT m.name, date_bin('5184000001 microseconds', r.ts, '2026-01-01 00:00Z') AS at, min(v.value), "
    "avg(v.value), max(v.value), count(*) FROM reading AS r JOIN metric_set AS s ON s.metric_set_key = "
    "r.metric_set CROSS JOIN LATERAL unnest(s.codes, r.\"values\") AS v (code, value) JOIN metric AS m ON "
    "m.metric_key = v.code >> 2 WHERE r.device_key = 1 AND r.ts >= '2026-01-01 00:00Z' AND r.ts <= "
    "'2026-01-31 00:00Z' AND r.kind = 'T' GROUP BY m.name, at ORDER BY m.name, at";
const QByteArray kOldPage =
    "SELECT r.ts, r.payload_hash, metrics_json(m.codes, r.\"values\") FROM reading AS r JOIN metric_set AS m "
    "ON "
    "m.metric_set_key = r.metric_set WHERE r.device_key = 1 AND r.ts >= '2026-01-01 00:00Z' AND r.ts <= "
    "'2026-01-31 00:00Z' AND r.kind = 'T' ORDER BY r.ts DESC, r.payload_hash DESC LIMIT 1001";

struct Plan {
    qint64 rows = 20'000'000;
    int rounds = 7;
};

// Day by day, all devices by turns, as they would have come.
Result<> fill(const test::TestDatabase &database, const Plan &plan)
{
    const qint64 devices = std::max<qint64>(1, plan.rows / kReadingsOfDevice);
    PULSE_CHECK(database.execute(
        u"INSERT INTO tenant (tenant_id, name) VALUES ('acme', 'Acme');"
        "INSERT INTO site (tenant_key, site_id) VALUES (1, 'north');"
        "INSERT INTO device (tenant_key, device_id, site_key) SELECT 1, 'd' || n, 1 FROM generate_series(1, "
        "%1) AS n;"
        "INSERT INTO metric (tenant_key, name) SELECT 1, 'metric_' || n FROM generate_series(1, 8) AS n;"
        "INSERT INTO metric_set (tenant_key, codes) VALUES (1, '{4,8,12,16,20,24,28,32}')"_s.arg(devices)));
    for (int day = 0; day < kDays; ++day) {
        PULSE_CHECK(database.execute(
            u"SELECT ensure_reading_partition('%1'::timestamptz + %2 * interval '1 day');"
            "INSERT INTO reading (device_key, ts, payload_hash, received_at, tenant_key, metric_set, kind, "
            "\"values\")"
            " SELECT d, ts, d * 7919 + t, ts, 1, 1, 'T',"
            "  ARRAY[sin(t), cos(t), t * 0.5, 21.5 + d, t % 60, t % 7 * 1.25, 1013.25, d * 0.1]"
            "  FROM generate_series(0, 8639) AS t, generate_series(1, %3) AS d,"
            "       LATERAL (SELECT '%1'::timestamptz + %2 * interval '1 day' + t * interval '10 s' AS ts) AS at"_s
                .arg(kBegin)
                .arg(day)
                .arg(devices)));
    }
    return database.execute(u"VACUUM ANALYZE reading"_s);
}

template <class Function> Result<double> milliseconds(int rounds, Function function)
{
    std::vector<double> times;
    PULSE_CHECK(function());
    for (int round = 0; round < rounds; ++round) {
        const auto begin = Steady::now();
        PULSE_CHECK(function());
        times.push_back(std::chrono::duration<double, std::milli>(Steady::now() - begin).count());
    }
    std::sort(times.begin(), times.end());
    return times[times.size() / 2];
}

Result<store::TenantScope> enter(store::Connection &connection)
{
    model::Principal principal;
    principal.role = model::Role::CustomerViewer;
    principal.tenant = {1};
    return store::TenantScope::begin(connection, principal);
}

// To the bytes of the answer.
Result<> page(store::Connection &connection)
{
    PULSE_TRY(const auto scope, enter(connection));
    PULSE_TRY(const auto found, store::listTelemetry(scope, {1}, kRange, kPage, {}));
    const wire::MetricLabels labels = wire::metricLabels(found.names);
    QByteArray json;
    for (const model::StoredReading &reading : found.readings)
        wire::appendJson(json, reading, labels);
    return json.size() > kPage ? Result<>{} : fail(ErrorKind::Internal, u"the page is not full"_s);
}

Result<> chart(store::Connection &connection)
{
    PULSE_TRY(const auto scope, enter(connection));
    PULSE_TRY(const auto all, store::telemetryBuckets(scope, {1}, {kRange, kPoints, {}}));
    QJsonArray series;
    for (const model::TelemetrySeries &one : all)
        series.append(wire::toJson(one));
    const bool isWhole = all.size() == 8 && all.front().buckets.size() == kPoints;
    return isWhole && !QJsonDocument(series).toJson().isEmpty()
        ? Result<>{}
        : fail(ErrorKind::Internal, u"the chart is not whole"_s);
}

Result<> old(store::Connection &connection, const QByteArray &sql)
{
    PULSE_TRY(const auto scope, enter(connection));
    PULSE_CHECK(connection.select(sql));
    return {};
}

Result<double> addColumn(const test::TestDatabase &database)
{
    const auto begin = Steady::now();
    PULSE_CHECK(database.execute(u"ALTER TABLE reading ADD COLUMN layout_again bytea NOT NULL DEFAULT ''"_s));
    return std::chrono::duration<double, std::milli>(Steady::now() - begin).count();
}

Result<> run(const Plan &plan)
{
    PULSE_TRY(const auto cluster,
              test::PostgresCluster::start(test::Durability::None,
                                           {u"shared_buffers=1GB"_s, u"max_wal_size=8GB"_s}));
    PULSE_TRY(const auto database, cluster->createDatabase());
    PULSE_CHECK(fill(database, plan));
    store::Connection connection({.conninfo = database.appConnInfo().toUtf8()});
    store::Connection before({.conninfo = database.appConnInfo().toUtf8()});
    PULSE_CHECK(before.select("SET jit = on; SET max_parallel_workers_per_gather = 2"));
    PULSE_TRY(const double pageNow, milliseconds(plan.rounds, [&] { return page(connection); }));
    PULSE_TRY(const double chartNow, milliseconds(plan.rounds, [&] { return chart(connection); }));
    PULSE_TRY(const double pageBefore, milliseconds(3, [&] { return old(before, kOldPage); }));
    PULSE_TRY(const double chartBefore, milliseconds(3, [&] { return old(before, kOldChart); }));
    PULSE_TRY(const QStringList rows, database.query(u"SELECT count(*) FROM reading"_s));
    PULSE_TRY(const double column, addColumn(database));
    bench::print({{u"bench"_s, u"history"_s},
                  {u"readings"_s, rows.value(0).toLongLong()},
                  {u"page_ms"_s, pageNow},
                  {u"page_before_ms"_s, pageBefore},
                  {u"chart_ms"_s, chartNow},
                  {u"chart_before_ms"_s, chartBefore},
                  {u"add_column_ms"_s, column}});
    return {};
}

Plan planFrom(const QCoreApplication &application)
{
    QCommandLineParser parser;
    const QCommandLineOption rows(u"rows"_s, {}, u"N"_s, u"20000000"_s);
    const QCommandLineOption rounds(u"rounds"_s, {}, u"N"_s, u"7"_s);
    parser.addOptions({rows, rounds});
    parser.process(application);
    return {parser.value(rows).toLongLong(), std::max(1, parser.value(rounds).toInt())};
}

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    const auto done = run(planFrom(application));
    if (!done)
        std::fprintf(stderr, "history: %s\n", qPrintable(done.error().what));
    return done ? 0 : 1;
}
