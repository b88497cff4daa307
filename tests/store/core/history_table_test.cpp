// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Stored readings as rules need them: portions of a device's range, with the values of one metric, of one
// tenant.
#include "store/telemetry/history_table.h"
#include "support/postgres/postgres_cluster.h"
#include "support/suite/noon.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::store;
using namespace std::chrono_literals;
using pulse::test::kNoon;

class HistoryTableTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void cleanupTestCase();
    void devicesAreTheTenantsOwn();
    void devicesComeInPages();
    void aMetricNobodyNamedHasNoKey();
    void everyKindWithTheValuesOfOneMetric();
    void rangeIsInclusive();
    void portionsCoverEveryReadingOnce_data();
    void portionsCoverEveryReadingOnce();
    void setsMadeMeanwhileAreLearned();
    void anotherTenantsReadingsAreNotThere();
    void statementsAreBounded();

private:
    TenantScope scope() const;
    static HistoryRequest request(std::int64_t device = 1)
    {
        return {{device}, {kNoon - 24h, kNoon + 24h}, std::nullopt, 1000};
    }

    std::unique_ptr<test::TestDatabase> m_database;
    std::unique_ptr<Connection> m_connection;
};

// Device 1 is acme's "one", with the metrics t (key 1) and u (key 2); device 3 is the other tenant's.
void HistoryTableTest::initTestCase()
{
    auto database = test::PostgresCluster::create();
    QVERIFY2(database, database ? "" : qPrintable(database.error().what));
    m_database = std::make_unique<test::TestDatabase>(*std::move(database));
    QVERIFY(m_database->execute(
        u"INSERT INTO tenant (tenant_id, name) VALUES ('acme', 'Acme'), ('other', 'Other');"
        "INSERT INTO site (tenant_key, site_id) SELECT tenant_key, 'north' FROM tenant ORDER BY 1;"
        "INSERT INTO device (tenant_key, device_id, site_key) VALUES (1, 'one', 1), (1, 'two', 1), (2, "
        "'one', 2);"
        "INSERT INTO metric (tenant_key, name) VALUES (1, 't'), (1, 'u'), (2, 't');"
        "INSERT INTO metric_set (tenant_key, codes) VALUES (1, '{4,8}'), (1, '{8}'), (1, '{5}'), (2, '{12}');"
        "SELECT ensure_reading_partition(d) FROM generate_series('2026-01-14'::timestamptz, '2026-01-16',"
        " interval '1 day') AS d;"
        "INSERT INTO reading (device_key, ts, payload_hash, received_at, tenant_key, metric_set, kind, "
        "is_late,"
        " \"values\") VALUES"
        " (1, '2026-01-15 12:00Z', 7, '2026-01-15 12:00:01Z', 1, 1, 'T', false, '{20.5,1}'),"
        " (1, '2026-01-15 12:01Z', -8, '2026-01-15 12:09Z', 1, 2, 'T', true, '{3}'),"
        " (1, '2026-01-15 12:01Z', 3, '2026-01-15 12:09Z', 1, 3, 'H', false, '{22}'),"
        " (1, '2026-01-15 12:02Z', 5, '2026-01-15 12:02Z', 1, 1, 'T', false, '{23,1}'),"
        " (3, '2026-01-15 12:00Z', 7, '2026-01-15 12:00Z', 2, 4, 'T', false, '{99}')"_s));
    m_connection =
        std::make_unique<Connection>(ConnectionConfig{.conninfo = m_database->appConnInfo().toUtf8()});
}

void HistoryTableTest::cleanupTestCase()
{
    m_connection.reset();
    m_database.reset();
}

TenantScope HistoryTableTest::scope() const
{
    model::Principal principal;
    principal.role = model::Role::CustomerViewer;
    principal.tenant = {1};
    principal.tenantId = u"acme"_s;
    return TenantScope::begin(*m_connection, principal).value();
}

void HistoryTableTest::devicesAreTheTenantsOwn()
{
    const auto all = historyDevices(scope(), {}, {}, 100);
    QVERIFY(all);
    QCOMPARE(all->size(), size_t{2});
    QCOMPARE(all->front().deviceId, QByteArray("one"));
    QCOMPARE(all->front().siteId, QByteArray("north"));
    const auto named = historyDevices(scope(), {u"two"_s, u"nobody"_s}, {}, 100);
    QCOMPARE(named->size(), size_t{1});
    QVERIFY(named->front().key == DeviceKey{2});
}

void HistoryTableTest::devicesComeInPages()
{
    QCOMPARE(historyDevices(scope(), {}, {}, 1)->size(), size_t{1});
    const auto second = historyDevices(scope(), {}, {1}, 1);
    QCOMPARE(second->size(), size_t{1});
    QCOMPARE(second->front().deviceId, QByteArray("two"));
    QVERIFY(historyDevices(scope(), {}, {2}, 1)->empty());
}

void HistoryTableTest::aMetricNobodyNamedHasNoKey()
{
    QVERIFY(*metricNamed(scope(), u"t"_s) == MetricKey{1});
    QVERIFY(!metricNamed(scope(), u"x"_s)->isValid());
}

void HistoryTableTest::everyKindWithTheValuesOfOneMetric()
{
    HistoryReader reader({1});
    const auto readings = reader.read(scope(), request());
    QVERIFY2(readings, readings ? "" : qPrintable(readings.error().what));
    QStringList seen;
    for (const model::StoredReading &reading : *readings) {
        const QString value =
            reading.metrics.isEmpty() ? u"-"_s : QString::number(reading.metrics.first().value);
        seen.append(u"%1%2 %3 %4%5"_s.arg(QLatin1Char(static_cast<char>(reading.kind)))
                        .arg(static_cast<qint64>(reading.payloadHash))
                        .arg(value)
                        .arg((reading.receivedAt - reading.ts) / 1s)
                        .arg(reading.isLate ? u" late"_s : QString()));
    }
    QCOMPARE(seen, (QStringList{u"T7 20.5 1"_s, u"H3 22 480"_s, u"T-8 - 480 late"_s, u"T5 23 0"_s}));
    QVERIFY(readings->at(1).metrics.first().code == model::MetricCode{5});
}

void HistoryTableTest::rangeIsInclusive()
{
    HistoryReader reader({1});
    HistoryRequest range = request();
    range.range = {kNoon, kNoon + 1min};
    QCOMPARE(reader.read(scope(), range)->size(), size_t{3});
    range.range = {kNoon + 1us, kNoon + 1min - 1us};
    QCOMPARE(reader.read(scope(), range)->size(), size_t{0});
}

void HistoryTableTest::portionsCoverEveryReadingOnce_data()
{
    QTest::addColumn<int>("limit");
    for (int limit = 1; limit <= 5; ++limit)
        QTest::addRow("by %d", limit) << limit;
}

void HistoryTableTest::portionsCoverEveryReadingOnce()
{
    QFETCH(int, limit);
    HistoryReader reader({1});
    HistoryRequest portion = request();
    portion.limit = limit;
    QList<qint64> hashes;
    while (true) {
        const auto readings = reader.read(scope(), portion);
        QVERIFY(readings);
        if (readings->empty())
            break;
        QVERIFY(std::ssize(*readings) <= limit);
        for (const model::StoredReading &reading : *readings)
            hashes.append(static_cast<qint64>(reading.payloadHash));
        portion.after = readings->back();
    }
    QCOMPARE(hashes, (QList<qint64>{7, 3, -8, 5}));
}

void HistoryTableTest::setsMadeMeanwhileAreLearned()
{
    HistoryReader reader({1});
    QCOMPARE(reader.read(scope(), request(2))->size(), size_t{0});
    QVERIFY(reader.read(scope(), request(1)));
    QVERIFY(
        m_database->execute(u"INSERT INTO metric_set (tenant_key, codes) VALUES (1, '{4}');"
                            "INSERT INTO reading (device_key, ts, payload_hash, received_at, tenant_key, "
                            "metric_set, kind, \"values\")"
                            " VALUES (2, '2026-01-15 12:00Z', 1, '2026-01-15 12:00Z', 1, 5, 'T', '{77}')"_s));
    const auto readings = reader.read(scope(), request(2));
    QCOMPARE(readings->size(), size_t{1});
    QCOMPARE(readings->front().metrics.first().value, 77.0);
}

void HistoryTableTest::anotherTenantsReadingsAreNotThere()
{
    HistoryReader reader({3});
    QCOMPARE(reader.read(scope(), request(3))->size(), size_t{0});
}

void HistoryTableTest::statementsAreBounded()
{
    const TenantScope bounded = scope();
    QVERIFY(limitStatements(bounded, 10ms));
    const auto slept = m_connection->select("SELECT pg_sleep(30)");
    QVERIFY(!slept);
    QCOMPARE(slept.error().kind, ErrorKind::Unavailable);
    QCOMPARE(m_connection->lastState(), QByteArray("57014"));
}

PULSE_TEST_CASE(HistoryTableTest)
#include "history_table_test.moc"
