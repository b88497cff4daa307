// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// How PostgreSQL reads what pages and charts show: as much as they show, in the order of the index.
#include "store/postgres/statements.h"
#include "support/postgres/row_reader.h"
#include "support/suite/test_case.h"
#include "two_tenants.h"

#include <QRegularExpression>
#include <QTest>

using namespace pulse;
using namespace Qt::StringLiterals;

class TelemetryPlanTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void aPageReadsNoMoreThanItShows();
    void aChartIsReadInTheOrderOfTheIndex();

private:
    QString planOf(const char *statement, const QByteArray &arguments) const;

    std::unique_ptr<test::TwoTenants> m_house;
};

// A month of a device that reports twice a minute, beside another.
void TelemetryPlanTest::initTestCase()
{
    auto house = test::TwoTenants::create();
    QVERIFY2(house, qPrintable(house ? QString() : house.error().what));
    m_house = *std::move(house);
    m_house->sql(
        u"INSERT INTO device (tenant_key, device_id, site_key) VALUES (1, 'one', 1), (1, 'two', 1);"
        "INSERT INTO metric (tenant_key, name) VALUES (1, 'temp_c');"
        "INSERT INTO metric_set (tenant_key, codes) VALUES (1, '{4}'), (1, '{5}'), (1, '{6}');"
        "SELECT ensure_reading_partition(d) FROM generate_series('2026-01-01'::timestamptz, '2026-01-31',"
        " interval '1 day') AS d;"
        "INSERT INTO reading SELECT d, '2026-01-01Z'::timestamptz + n * interval '30 s', n, now(), 1, 1 + n "
        "% 3,"
        " 'T', false, ARRAY[n] FROM generate_series(1, 2) AS d, generate_series(0, 80000) AS n;"
        "ANALYZE"_s);
}

// As tenant A runs it, with what was read of each table.
QString TelemetryPlanTest::planOf(const char *statement, const QByteArray &arguments) const
{
    store::Connection connection({m_house->conninfo().toUtf8()});
    if (!connection.command("SET ROLE pulse_app; SET pulse.tenant_key = '1'; "
                            "SET plan_cache_mode = force_custom_plan")
        || !connection.command("PREPARE looked_at AS " + store::statementText(statement)))
        return {};
    const auto plan =
        connection.select("EXPLAIN (ANALYZE, COSTS off, TIMING off) EXECUTE looked_at (" + arguments + ')');
    QStringList lines;
    for (int i = 0; plan && i < plan->size(); ++i)
        lines.append(test::RowReader(*plan, i).text());
    return lines.join(u'\n');
}

void TelemetryPlanTest::aPageReadsNoMoreThanItShows()
{
    const QString plan = planOf("telemetry.range", "1, '2026-01-01Z', '2026-01-28Z', NULL, NULL, 1000");
    static const QRegularExpression scanned(u"Scan .*\\(actual rows=(\\d+) "_s);
    int rows = 0;
    for (const auto &match : scanned.globalMatch(plan))
        rows += match.captured(1).toInt();
    QVERIFY2(rows >= 1'000 && rows <= 1'001 + 31, qPrintable(plan)); // of each day the first
    QVERIFY2(!plan.contains(u"Sort (actual"_s), qPrintable(plan));
}

void TelemetryPlanTest::aChartIsReadInTheOrderOfTheIndex()
{
    const QString plan = planOf("telemetry.portion", "1, '2026-01-01Z', '2026-01-28Z', 'A', 0, 1000");
    static const QRegularExpression scanned(u"Index Scan .*\\(actual rows=1000 "_s);
    QVERIFY2(plan.contains(scanned), qPrintable(plan));
    for (const QString &step : {u"Sort (actual"_s, u"Aggregate"_s, u"Join"_s, u"Nested Loop"_s})
        QVERIFY2(!plan.contains(step), qPrintable(plan));
}

PULSE_TEST_CASE(TelemetryPlanTest)

#include "telemetry_plan_test.moc"
