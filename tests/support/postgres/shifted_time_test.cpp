// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The shared clock: what other processes read when a test moves it.
#include "support/postgres/postgres_cluster.h"
#include "support/process/shifted_time.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace pulse;
using namespace pulse::test;

class ShiftedTimeTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void processesReadTheSharedClock();
    void aJumpIsSeenWhileTheyRun();
    void theClockCanBeSetToAnInstant();
    void waitsRunInRealTime();

private:
    // What the database reads lies between two looks of ours, to the millisecond that offsets have.
    void compareWithDatabase() const;

    std::unique_ptr<ShiftedTime> m_time;
    std::unique_ptr<PostgresCluster> m_cluster;
    std::optional<TestDatabase> m_database;
};

void ShiftedTimeTest::initTestCase()
{
    auto time = ShiftedTime::create();
    QVERIFY2(time, time ? "" : qPrintable(time.error().what));
    m_time = std::move(*time);
    auto cluster = PostgresCluster::start(Durability::None, {}, m_time->environment());
    QVERIFY2(cluster, cluster ? "" : qPrintable(cluster.error().what));
    m_cluster = std::move(*cluster);
    auto database = m_cluster->createDatabase();
    QVERIFY(database);
    m_database = std::move(*database);
}

void ShiftedTimeTest::compareWithDatabase() const
{
    const Instant before = m_time->now() - 2ms;
    const auto read =
        m_database->query(u"SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint"_s);
    const Instant after = m_time->now() + 2ms;
    QVERIFY(read);
    const Instant theirs{std::chrono::microseconds{read->first().toLongLong()}};
    QVERIFY2(before <= theirs && theirs <= after, toRfc3339(theirs).constData());
}

void ShiftedTimeTest::processesReadTheSharedClock()
{
    QVERIFY(m_time->shiftTo(-48h));
    compareWithDatabase();
    const auto printed = ChildProcess::run(
        u"date"_s, {u"-u"_s, u"+%s"_s}, {.runAs = ordinaryAccount(), .environment = m_time->environment()});
    QVERIFY2(printed, printed ? "" : qPrintable(printed.error().what));
    const Instant theirs{std::chrono::seconds{printed->trimmed().toLongLong()}};
    QVERIFY(theirs <= m_time->now() && theirs > m_time->now() - 1h);
}

void ShiftedTimeTest::aJumpIsSeenWhileTheyRun()
{
    for (const auto offset : {0h, 70h, 1h, -1h}) {
        QVERIFY(m_time->shiftTo(offset));
        compareWithDatabase();
    }
    QVERIFY(m_time->shiftBy(90min));
    QCOMPARE(m_time->offset(), 30min);
    compareWithDatabase();
}

void ShiftedTimeTest::theClockCanBeSetToAnInstant()
{
    const auto instant = parseIso8601("2028-02-29T23:59:40Z");
    QVERIFY(m_time->setNow(*instant));
    compareWithDatabase();
    QCOMPARE(*m_database->query(u"SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI')"_s),
             QStringList{u"2028-02-29 23:59"_s});
}

// A wait of a tenth of a second ends, whatever the wall clock does meanwhile.
void ShiftedTimeTest::waitsRunInRealTime()
{
    QVERIFY(m_time->shiftTo(0h));
    const auto sleeper = ChildProcess::start(u"sleep"_s, {u"0.1"_s}, {.environment = m_time->environment()});
    QVERIFY(sleeper);
    QVERIFY(m_time->shiftTo(-70h));
    QCOMPARE((*sleeper)->waitForExit(), 0);
}

QTEST_GUILESS_MAIN(ShiftedTimeTest)
#include "shifted_time_test.moc"
