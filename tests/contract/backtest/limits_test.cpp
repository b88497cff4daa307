// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What ends a back-test before its time: its limits, its client, its database. And how many there may be.
#include "backtest_door.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace pulse;
using namespace pulse::test;

namespace {

constexpr int kLong = 20'000; // readings of a device: minutes of work, one by one

// Portions of one reading each, for what is to be met under way.
api::BacktestLimits slowly()
{
    api::BacktestLimits limits;
    limits.portionReadings = 1;
    return limits;
}

// For queries that a lock holds up.
api::BacktestLimits patiently()
{
    api::BacktestLimits limits;
    limits.statementTime = 60s;
    return limits;
}

} // namespace

class LimitsTest : public QObject {
    Q_OBJECT

private slots:
    void cleanup() { m_door.reset(); }
    void readingsAreBounded_data();
    void readingsAreBounded();
    void timeIsBounded();
    void aStatementThatTakesTooLongEndsIt();
    void theListIsBoundedAndTheTotalsAreNot();
    void progressComesWhileItGoesOn();
    void oneOfATenantAtOnce();
    void allTogetherAreBounded();
    void leavingEndsItsQueries();
    void leavingEndsAQueryThatWaits();
    void aDatabaseThatGoesIsSaid();

private:
    void make(const api::BacktestLimits &limits, int readings = 100)
    {
        m_door = std::make_unique<BacktestDoor>(limits, readings);
    }
    // Holds up whoever reads readings, until it is closed.
    std::unique_ptr<store::Connection> lockReadings() const;

    std::unique_ptr<BacktestDoor> m_door;
};

std::unique_ptr<store::Connection> LimitsTest::lockReadings() const
{
    auto connection = std::make_unique<store::Connection>(
        store::ConnectionConfig{.conninfo = m_door->database().adminConnInfo().toUtf8()});
    if (!connection->command("BEGIN; LOCK TABLE reading"))
        qFatal("no lock");
    return connection;
}

void LimitsTest::readingsAreBounded_data()
{
    QTest::addColumn<qint64>("most");
    QTest::addColumn<int>("portion");
    QTest::addColumn<qint64>("readings");
    QTest::addColumn<bool>("isComplete");
    QTest::newRow("in the first device") << qint64{50} << 7 << qint64{50} << false;
    QTest::newRow("in the second") << qint64{150} << 7 << qint64{150} << false;
    QTest::newRow("before the last reading") << qint64{299} << 1000 << qint64{299} << false;
    QTest::newRow("after it") << qint64{300} << 1000 << qint64{300} << true;
    QTest::newRow("after it, in portions") << qint64{300} << 10 << qint64{300} << true;
}

void LimitsTest::readingsAreBounded()
{
    QFETCH(qint64, most);
    QFETCH(int, portion);
    QFETCH(qint64, readings);
    QFETCH(bool, isComplete);
    api::BacktestLimits limits;
    limits.readings = most;
    limits.portionReadings = portion;
    make(limits);
    const QJsonObject totals = m_door->lines(BacktestDoor::draft()).last();
    QCOMPARE(totals.value(u"readings"_s).toInteger(), readings);
    QCOMPARE(totals.value(u"complete"_s).toBool(), isComplete);
    QCOMPARE(totals.value(u"stopped_by"_s).toString(), isComplete ? QString() : u"rows"_s);
    QCOMPARE(totals.value(u"limits"_s).toObject().value(u"readings"_s).toInteger(), most);
}

void LimitsTest::timeIsBounded()
{
    api::BacktestLimits limits = slowly();
    limits.time = 300ms;
    make(limits, kLong);
    const QJsonObject totals = m_door->lines(BacktestDoor::draft()).last();
    QCOMPARE(totals.value(u"stopped_by"_s).toString(), u"time"_s);
    QVERIFY(!totals.value(u"complete"_s).toBool(true));
    QCOMPARE(totals.value(u"limits"_s).toObject().value(u"seconds"_s).toDouble(), 0.3);
    QVERIFY(totals.value(u"readings"_s).toInt() > 0);
}

void LimitsTest::aStatementThatTakesTooLongEndsIt()
{
    api::BacktestLimits limits;
    limits.statementTime = 100ms;
    make(limits);
    const auto lock = lockReadings();
    const QJsonObject totals = m_door->lines(BacktestDoor::draft()).last();
    QCOMPARE(totals.value(u"stopped_by"_s).toString(), u"time"_s);
}

void LimitsTest::theListIsBoundedAndTheTotalsAreNot()
{
    api::BacktestLimits limits;
    limits.listed = 13;
    make(limits);
    const auto lines = m_door->lines(BacktestDoor::draft());
    QCOMPARE(std::count_if(lines.begin(), lines.end(),
                           [](const auto &line) { return line.value(u"type"_s) == u"excursion"_s; }),
             13);
    QCOMPARE(lines.last().value(u"excursions"_s).toInt(), 30);
    QCOMPARE(lines.last().value(u"excursions_listed"_s).toInt(), 13);
    QVERIFY(lines.last().value(u"complete"_s).toBool());
}

void LimitsTest::progressComesWhileItGoesOn()
{
    api::BacktestLimits limits = slowly();
    limits.time = 900ms;
    make(limits, kLong);
    const auto lines = m_door->lines(BacktestDoor::draft());
    double last = -1;
    int count = 0;
    for (const QJsonObject &line : lines) {
        if (line.value(u"type"_s) != u"progress"_s)
            continue;
        ++count;
        QVERIFY(line.value(u"percent"_s).toDouble() >= last);
        last = line.value(u"percent"_s).toDouble();
    }
    QVERIFY2(count >= 3, QByteArray::number(count).constData());
    QVERIFY(last > 0 && last < 100);
}

void LimitsTest::oneOfATenantAtOnce()
{
    make(patiently());
    auto lock = lockReadings();
    RawClient first(m_door->port());
    first.send(m_door->request(BacktestDoor::draft()));
    QVERIFY(spinUntil([&] { return m_door->activeQueries() == 1; }, 5s));
    RawClient second(m_door->port());
    second.send(m_door->request(BacktestDoor::draft()));
    const Answer refused = second.next();
    QCOMPARE(refused.status, 429);
    QVERIFY(refused.head.contains("Retry-After: 1\r\n"));
    QCOMPARE(BacktestDoor::jsonOf(refused.body).value(u"code"_s).toString(), u"too_many_requests"_s);
    RawClient other(m_door->port());
    other.send(m_door->request(BacktestDoor::draft(), "application/json", u"tenant-b"_s));
    QVERIFY(spinUntil([&] { return m_door->activeQueries() == 2; }, 5s));
    lock.reset();
    QCOMPARE(other.next().status, 200);
    QVERIFY(spinUntil([&] { return chunkedOf(first.unread()).isWhole; }, 5s));
    QCOMPARE(m_door->object(BacktestDoor::draft()).status, 200);
}

void LimitsTest::allTogetherAreBounded()
{
    api::BacktestLimits limits = patiently();
    limits.atOnce = 1;
    make(limits);
    const auto lock = lockReadings();
    RawClient first(m_door->port());
    first.send(m_door->request(BacktestDoor::draft()));
    QVERIFY(spinUntil([&] { return m_door->activeQueries() == 1; }, 5s));
    RawClient other(m_door->port());
    other.send(m_door->request(BacktestDoor::draft(), "application/json", u"tenant-b"_s));
    QCOMPARE(other.next().status, 503);
}

void LimitsTest::leavingEndsItsQueries()
{
    make(slowly(), kLong);
    {
        RawClient client(m_door->port());
        client.send(m_door->request(BacktestDoor::draft()));
        QVERIFY(spinUntil([&] { return client.unread().count("\"progress\"") > 1; }, 5s));
        RawClient second(m_door->port());
        second.send(m_door->request(BacktestDoor::draft()));
        QCOMPARE(second.next().status, 429);
        client.socket().abort();
    }
    QVERIFY(spinUntil(
        [&] { return m_door->door().door.requestsUnderWay() == 0 && m_door->activeQueries() == 0; }, 5s));
    QJsonObject brief = BacktestDoor::draft();
    brief.insert(u"end"_s, u"2026-01-15T12:00:01Z"_s);
    QCOMPARE(m_door->object(brief).status, 200); // its place is free
}

void LimitsTest::leavingEndsAQueryThatWaits()
{
    api::BacktestLimits limits;
    limits.statementTime = 500ms;
    make(limits);
    const auto lock = lockReadings();
    RawClient client(m_door->port());
    client.send(m_door->request(BacktestDoor::draft()));
    QVERIFY(spinUntil([&] { return m_door->activeQueries() == 1; }, 5s));
    client.socket().abort();
    QVERIFY(spinUntil([&] { return m_door->activeQueries() == 0; }, 5s));
}

void LimitsTest::aDatabaseThatGoesIsSaid()
{
    make(slowly(), kLong);
    RawClient client(m_door->port());
    client.send(m_door->request(BacktestDoor::draft()));
    QVERIFY(spinUntil([&] { return client.unread().count("\"progress\"") > 1; }, 5s));
    // A session that ends between two portions is begun anew; one that ends within a query is not.
    const auto endSessions = [this] {
        return m_door->database()
            .query(u"SELECT pg_terminate_backend(pid)::text FROM pg_stat_activity"
                   " WHERE datname = current_database() AND pid <> pg_backend_pid()"_s)
            .has_value();
    };
    QVERIFY(spinUntil([&] { return endSessions() && chunkedOf(client.unread()).isWhole; }, 30s));
    const QJsonObject last = BacktestDoor::linesOf(chunkedOf(client.unread()).body).last();
    QCOMPARE(last.value(u"type"_s).toString(), u"error"_s);
    QCOMPARE(last.value(u"status"_s).toInt(), 503);
    QCOMPARE(last.value(u"code"_s).toString(), u"database_unavailable"_s);
}

PULSE_TEST_CASE(LimitsTest)
#include "limits_test.moc"
