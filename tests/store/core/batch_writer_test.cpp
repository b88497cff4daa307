// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The statements of a batch, each alone: what they return is what they did. (What a batch makes of them:
// tests of pipeline.)
#include "store/ingest/batch_writer.h"
#include "store/ingest/registry_table.h"
#include "support/postgres/postgres_cluster.h"
#include "support/postgres/row_reader.h"
#include "support/suite/noon.h"
#include "support/suite/test_case.h"

#include <QTest>
#include <numeric>
#include <set>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::store;
using namespace std::chrono_literals;
using pulse::test::kNoon;

namespace {

const std::vector<model::MetricValue> kMetrics{{{4}, 1.5}, {{9}, 1}};
const model::PlacedSet kSet({{1}, {{4}, {9}}});

model::Reading readingOf(std::int64_t device, std::chrono::seconds after, std::uint64_t hash)
{
    model::Reading reading;
    reading.device = {device};
    reading.tenant = {1};
    reading.ts = kNoon + after;
    reading.receivedAt = kNoon;
    reading.payloadHash = hash;
    reading.metricSet = {1};
    reading.metrics = kMetrics;
    return reading;
}

model::OpenedAlert alertOf(std::int64_t id, const QString &fingerprint)
{
    model::OpenedAlert opened;
    opened.id = {id};
    opened.tenant = {1};
    opened.device = {1};
    opened.rule = {1};
    opened.alert.fingerprint = fingerprint;
    opened.alert.summary = u"ä"_s;
    opened.alert.details = {{u"a"_s, 1.5}};
    opened.alert.createdAt = kNoon;
    opened.alert.updatedAt = kNoon;
    opened.alert.openedTs = kNoon;
    return opened;
}

} // namespace

class BatchWriterTest : public QObject {
    Q_OBJECT
private slots:
    void init();
    void cleanup();
    void saysWhichReadingsWereNew();
    void ofEqualReadingsTheFirstIsNew();
    void hashesUseAllTheirBits();
    void appendingTakesAllOrNothing();
    void valuesLieByPosition();
    void statesAreInsertedThenUpdated();
    void aStateWhoseRowIsGoneIsWrittenAllTheSame();
    void staleMarksAreGuarded();
    void idsAreFreshAndAscending();
    void alertsOpenOncePerFingerprint();
    void alertsClearOnce();
    void jobsAreUniquePerTransitionAndRoute();
    void changesAreInTheirOrder();
    void nothingIsNothing();

private:
    QStringList rows(const QString &sql);
    std::vector<bool> insert(const std::vector<model::Reading> &readings);
    static model::DeviceState stateAt(Instant seen);
    QStringList states();

    std::unique_ptr<test::TestDatabase> m_database;
    std::unique_ptr<Connection> m_connection;
    std::optional<SystemScope> m_scope;
};

void BatchWriterTest::init()
{
    auto database = test::PostgresCluster::create();
    QVERIFY2(database, database ? "" : qPrintable(database.error().what));
    m_database = std::make_unique<test::TestDatabase>(*std::move(database));
    QVERIFY(m_database->execute(u"INSERT INTO tenant (tenant_id, name) VALUES ('acme', 'Acme');"
                                "SELECT ensure_reading_partition('2026-01-15')"_s));
    m_connection =
        std::make_unique<Connection>(ConnectionConfig{.conninfo = m_database->appConnInfo().toUtf8()});
    auto scope = SystemScope::begin(*m_connection);
    QVERIFY(scope);
    m_scope.emplace(*std::move(scope));
}

void BatchWriterTest::cleanup()
{
    m_scope.reset();
    m_connection.reset();
    m_database.reset();
}

// Inside the scope's transaction.
QStringList BatchWriterTest::rows(const QString &sql)
{
    const auto found = m_connection->select(sql.toUtf8());
    QStringList texts;
    for (int i = 0; found && i < found->size(); ++i)
        texts.append(test::RowReader(*found, i).text());
    return found ? texts : QStringList{found.error().what};
}

std::vector<bool> BatchWriterTest::insert(const std::vector<model::Reading> &readings)
{
    std::vector<ReadingRow> rowsOf;
    for (const model::Reading &reading : readings)
        rowsOf.push_back({&reading, &kSet});
    const auto isNew = insertReadings(*m_scope, rowsOf);
    return isNew ? *isNew : std::vector<bool>();
}

void BatchWriterTest::saysWhichReadingsWereNew()
{
    QCOMPARE(insert({readingOf(2, 0s, 1), readingOf(1, 5s, 1)}), (std::vector<bool>{true, true}));
    // In any order of keys, mixed with known ones.
    QCOMPARE(insert({readingOf(3, 0s, 1), readingOf(2, 0s, 1), readingOf(1, 9s, 1), readingOf(1, 5s, 1),
                     readingOf(1, 1s, 1)}),
             (std::vector<bool>{true, false, true, false, true}));
    QCOMPARE(rows(u"SELECT count(*) FROM reading"_s), QStringList{u"5"_s});
    QCOMPARE(rows(u"SELECT DISTINCT \"values\"::text FROM reading"_s), QStringList{u"{1.5,1}"_s});
}

void BatchWriterTest::ofEqualReadingsTheFirstIsNew()
{
    auto heartbeat = readingOf(1, 0s, 7);
    heartbeat.kind = model::MessageKind::Heartbeat;
    QCOMPARE(insert({readingOf(1, 0s, 7), readingOf(1, 0s, 8), readingOf(1, 0s, 7), heartbeat,
                     readingOf(1, 0s, 8)}),
             (std::vector<bool>{true, true, false, true, false}));
}

void BatchWriterTest::hashesUseAllTheirBits()
{
    constexpr auto kMost = std::numeric_limits<std::uint64_t>::max();
    QCOMPARE(insert({readingOf(1, 0s, kMost), readingOf(1, 0s, kMost - 1), readingOf(1, 0s, 0),
                     readingOf(1, 0s, kMost)}),
             (std::vector<bool>{true, true, true, false}));
}

void BatchWriterTest::appendingTakesAllOrNothing()
{
    const std::vector<model::Reading> readings{readingOf(2, 0s, 1), readingOf(1, 5s, 1)};
    const std::vector<ReadingRow> both{{&readings[0], &kSet}, {&readings[1], &kSet}};
    QVERIFY(appendReadings(*m_scope, both));
    QCOMPARE(rows(u"SELECT device_key::text FROM reading ORDER BY 1"_s), (QStringList{u"1"_s, u"2"_s}));
    const model::Reading fresh = readingOf(3, 0s, 1);
    const std::vector<ReadingRow> again{{&fresh, &kSet}, {&readings[1], &kSet}};
    const auto refused = appendReadings(*m_scope, again);
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind, ErrorKind::Conflict);
}

// Whatever the set holds beside them, and in whichever kinds they came: SQL reads what was written.
void BatchWriterTest::valuesLieByPosition()
{
    QVERIFY(m_database->execute(u"INSERT INTO metric (tenant_key, name) SELECT 1, 'm' || n FROM "
                                "generate_series(1, 300) AS n;"
                                "INSERT INTO metric_set (tenant_key, codes) SELECT 1, "
                                "array_agg(n * 4 ORDER BY n <= 2, n) FROM generate_series(1, 300) AS n"_s));
    std::vector<model::MetricCode> codes;
    for (std::int32_t n = 3; n <= 300; ++n)
        codes.push_back({n * 4});
    codes.insert(codes.end(), {{4}, {8}}); // m1 and m2 came last
    const model::PlacedSet set({{1}, codes});
    const std::vector<model::MetricValue> all[] = {
        {{{12}, 1.5}, {{16}, 2.5}}, // the first positions: no layout
        {{{4}, 1.5}, {{9}, -7}, {{14}, 1}},
        {{{17}, 3}, {{24}, 0}}};
    std::vector<model::Reading> readings;
    for (const auto &metrics : all) {
        readings.push_back(readingOf(1, std::chrono::seconds{readings.size()}, 1));
        readings.back().metrics = metrics;
    }
    QVERIFY(appendReadings(
        *m_scope, std::vector<ReadingRow>{{&readings[0], &set}, {&readings[1], &set}, {&readings[2], &set}}));
    QCOMPARE(rows(u"SELECT metrics_json(codes, layout, \"values\")::text FROM reading JOIN metric_set ON "
                  "metric_set_key = metric_set ORDER BY ts"_s),
             (QStringList{uR"({"m3": 1.5, "m4": 2.5})"_s, uR"({"m1": 1.5, "m2": -7, "m3": true})"_s,
                          uR"({"m4": 3, "m6": 0})"_s}));
    QCOMPARE(rows(u"SELECT octet_length(layout)::text FROM reading ORDER BY ts"_s),
             (QStringList{u"0"_s, u"7"_s, u"1"_s})); // two bytes a value and one, or two bits a position
    QCOMPARE(rows(u"SELECT string_agg(name || '=' || value, ' ' ORDER BY ts, name) FROM reading"
                  " JOIN metric_set ON metric_set_key = metric_set"
                  " CROSS JOIN LATERAL reading_values(codes, layout, \"values\")"
                  " JOIN metric ON metric_key = code >> 2"_s),
             QStringList{u"m3=1.5 m4=2.5 m1=1.5 m2=-7 m3=1 m4=3 m6=0"_s});
}

model::DeviceState BatchWriterTest::stateAt(Instant seen)
{
    model::DeviceState state;
    state.status = model::DeviceStatus::Online;
    state.lastSeenAt = state.lastStateChangeAt = seen;
    state.lastTelemetryAt = state.lastTs = seen;
    state.values = {{{4}, 1.5}, {{9}, -70}};
    return state;
}

QStringList BatchWriterTest::states()
{
    return rows(
        u"SELECT concat_ws(' ', device_key, status, last_seen_at::time, last_heartbeat_at::time, "
        "last_telemetry_at::time, codes::text, \"values\"::text) FROM device_state ORDER BY device_key"_s);
}

void BatchWriterTest::statesAreInsertedThenUpdated()
{
    const model::DeviceState first = stateAt(kNoon);
    model::DeviceState second = stateAt(kNoon + 1s);
    second.values = {{{4}, 2}};
    QVERIFY(writeStates(*m_scope, std::vector<StateRow>{{{1}, {1}, &first, true}, {{2}, {1}, &first, true}}));
    QVERIFY(
        writeStates(*m_scope, std::vector<StateRow>{{{2}, {1}, &second, false}, {{3}, {1}, &second, true}}));
    QCOMPARE(states(),
             (QStringList{u"1 ONLINE 12:00:00 12:00:00 {4,9} {1.5,-70}"_s,
                          u"2 ONLINE 12:00:01 12:00:01 {4} {2}"_s, u"3 ONLINE 12:00:01 12:00:01 {4} {2}"_s}));
}

void BatchWriterTest::aStateWhoseRowIsGoneIsWrittenAllTheSame()
{
    const model::DeviceState state = stateAt(kNoon);
    QVERIFY(writeStates(*m_scope, std::vector<StateRow>{{{1}, {1}, &state, true}}));
    QVERIFY(
        writeStates(*m_scope, std::vector<StateRow>{{{1}, {1}, &state, false}, {{2}, {1}, &state, false}}));
    QCOMPARE(states().size(), 2);
}

void BatchWriterTest::staleMarksAreGuarded()
{
    QVERIFY(m_connection->command(
        "INSERT INTO device_state (device_key, tenant_key, status, last_seen_at, last_state_change_at) "
        "VALUES "
        "(1, 1, 'ONLINE', '2026-01-15 12:00Z', '2026-01-15 12:00Z'), (2, 1, 'ONLINE', '2026-01-15 "
        "12:00:01Z', "
        "'2026-01-15 12:00Z'), (3, 1, 'STALE', '2026-01-15 12:00Z', '2026-01-15 12:00Z')"));
    const std::vector<Silence> silences{{{1}, kNoon}, {{2}, kNoon}, {{3}, kNoon}, {{4}, kNoon}};
    const auto marked = markStale(*m_scope, silences, kNoon + 30s);
    QVERIFY(marked);
    QCOMPARE(*marked, std::vector<DeviceKey>{{1}});
}

void BatchWriterTest::idsAreFreshAndAscending()
{
    std::set<std::int64_t> seen;
    for (const size_t count : {size_t{1}, size_t{100}, size_t{101}, size_t{350}}) {
        const auto ids = takeAlertIds(*m_scope, count);
        QVERIFY(ids);
        QCOMPARE(ids->size(), count);
        QVERIFY(std::is_sorted(ids->begin(), ids->end()));
        seen.insert(ids->begin(), ids->end());
    }
    QCOMPARE(seen.size(), size_t{552});
    QVERIFY(takeTransitionIds(*m_scope, 0)->empty());
    QVERIFY(takeJobIds(*m_scope, 3)->size() == 3);
}

void BatchWriterTest::alertsOpenOncePerFingerprint()
{
    auto past = alertOf(1, u"a"_s);
    past.alert.clearedAt = kNoon;
    past.alert.clearedTs = kNoon;
    const auto opened =
        openAlerts(*m_scope, std::vector{past, alertOf(2, u"a"_s), alertOf(3, u"a"_s), alertOf(4, u"b"_s)});
    QVERIFY2(opened, opened ? "" : qPrintable(opened.error().what));
    QVERIFY(*opened == (std::vector<OpenedRow>{{{1}, {}}, {{2}, {}}, {{4}, {}}}));
    QVERIFY(openAlerts(*m_scope, std::vector{alertOf(5, u"b"_s)})->empty());
}

void BatchWriterTest::alertsClearOnce()
{
    QVERIFY(openAlerts(*m_scope, std::vector{alertOf(1, u"a"_s), alertOf(2, u"b"_s)}));
    const std::vector<model::ClearedAlert> clear{{{1}, kNoon + 1s, kNoon}, {{9}, kNoon, kNoon}};
    const auto cleared = clearAlerts(*m_scope, clear);
    QVERIFY(cleared);
    QCOMPARE(cleared->size(), size_t{1});
    QCOMPARE(cleared->front().alertId, 1);
    QCOMPARE(cleared->front().summary, u"ä"_s);
    QCOMPARE(cleared->front().details.value(u"a"_s).toDouble(), 1.5);
    QVERIFY(cleared->front().createdAt == kNoon);
    QVERIFY(clearAlerts(*m_scope, clear)->empty());
    QVERIFY(!openAlerts(*m_scope, std::vector{alertOf(3, u"a"_s)})->empty()); // free again
}

void BatchWriterTest::jobsAreUniquePerTransitionAndRoute()
{
    const model::NewJob job{{1}, {1}, {1}, {1}, {1}, {1}, model::DeliverOn::Closed, "{}"};
    model::NewJob again = job;
    again.id = {2};
    QVERIFY(insertJobs(*m_scope, std::vector{job, again}));
    QCOMPARE(rows(u"SELECT concat_ws(' ', job_id, deliver_on_event, status, payload) FROM delivery_job"_s),
             QStringList{u"1 CLOSED PENDING {}"_s});
}

void BatchWriterTest::changesAreInTheirOrder()
{
    using Kind = model::Change::Kind;
    QVERIFY(recordChanges(
        *m_scope,
        std::vector<model::Change>{
            {{1}, Kind::Job, 3}, {{1}, Kind::Alert, 2}, {{1}, Kind::Device, 1}, {{1}, Kind::Config, 0}}));
    QCOMPARE(rows(u"SELECT concat_ws(' ', tenant_key, kind, key) FROM change ORDER BY seq"_s),
             (QStringList{u"1 job 3"_s, u"1 alert 2"_s, u"1 device 1"_s, u"1 config 0"_s}));
}

void BatchWriterTest::nothingIsNothing()
{
    QVERIFY(insertReadings(*m_scope, {})->empty());
    QVERIFY(markLate(*m_scope, {}));
    QVERIFY(appendReadings(*m_scope, {}));
    QVERIFY(writeStates(*m_scope, {}));
    QVERIFY(markStale(*m_scope, {}, kNoon)->empty());
    QVERIFY(clearAlerts(*m_scope, {})->empty());
    QVERIFY(openAlerts(*m_scope, {})->empty());
    QVERIFY(insertTransitions(*m_scope, {}) && insertJobs(*m_scope, {}) && recordChanges(*m_scope, {}));
}

PULSE_TEST_CASE(BatchWriterTest)
#include "batch_writer_test.moc"
