// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A server and its PostgreSQL in Berlin, whose wall clock is moved under them: over midnight, the end of a
// month, 29 February and both changes to and from summer time, an hour forward and an hour back, and a year
// ahead at the start. Every reading is in the partition of its day in UTC, none is lost, nobody is paged for
// a silence that was none, and a silence that is one is noticed on every clock.
#include "e2e/servers/plant.h"
#include "support/broker/broker.h"
#include "support/broker/quick_publisher.h"
#include "support/process/served.h"
#include "support/process/shifted_time.h"
#include "support/process/spin.h"
#include "support/suite/test_case.h"

#include <QTest>
#include <QTimer>

using namespace pulse;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class ClocksTest final : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void init() { m_device1IsHeard = true; }
    void aYearAheadAtTheStartComesBack();
    void everyEdgeOfTheCalendarKeepsEveryReading_data();
    void everyEdgeOfTheCalendarKeepsEveryReading();
    void anHourForwardPagesNobody();
    void anHourBackPagesWhoIsSilent();
    void aShelfEndsByTheClockOfItsTime();

private:
    static Instant at(const char *text) { return *parseIso8601(text); }
    qint64 number(const QString &sql) const;
    qint64 readingsOn(const QByteArray &day) const; // in the partition of that day, and of that day
    bool sendAndWait(int device, double temperature = 20);
    bool hear(int count); // of both devices, as the fleet beats
    qint64 silent() const
    {
        return number(u"SELECT count(*) FROM alert WHERE alert_type = 'NO_HEARTBEAT'"_s);
    }
    QByteArray why() const { return m_server->process().output().right(4'000).toUtf8(); }

    std::unique_ptr<test::ShiftedTime> m_time;
    std::unique_ptr<test::PostgresCluster> m_cluster;
    std::optional<test::TestDatabase> m_database;
    std::unique_ptr<test::Broker> m_broker;
    std::unique_ptr<test::Served> m_server;
    std::unique_ptr<mqtt::Publisher> m_publisher;
    QTimer m_beat;
    bool m_device1IsHeard = true;
    qint64 m_sent = 0;
};

qint64 ClocksTest::number(const QString &sql) const
{
    const auto rows = m_database->query(sql);
    return rows ? rows->value(0).toLongLong() : -1;
}

// Device 0 sends when a test says so, device 1 beats. No times of their own: what counts is the server's
// clock.
void ClocksTest::initTestCase()
{
    auto time = test::ShiftedTime::create();
    QVERIFY2(time, qPrintable(time ? QString() : time.error().what));
    m_time = *std::move(time);
    QVERIFY(m_time->setNow(at("2027-06-01T10:00:00Z"))); // a clock that is a year ahead
    const QStringList environment = m_time->environment() + QStringList{u"TZ=Europe/Berlin"_s};
    auto cluster = test::PostgresCluster::start(test::Durability::None, {}, environment);
    QVERIFY2(cluster, qPrintable(cluster ? QString() : cluster.error().what));
    m_cluster = *std::move(cluster);
    auto database = m_cluster->createDatabase();
    QVERIFY(database);
    m_database.emplace(*std::move(database));
    QVERIFY(test::installPlant(*m_database, 2));
    QVERIFY(
        m_database->execute(u"UPDATE app_settings SET value = '5' WHERE key = 'HEARTBEAT_STALE_SECONDS'"_s));
    auto broker = test::Broker::start({.configuration = "max_inflight_messages 1000\n"});
    QVERIFY(broker);
    m_broker = *std::move(broker);
    auto server = test::Served::start({QCoreApplication::applicationDirPath() + u"/pulse-server"_s,
                                       m_database->appConnInfo(), m_broker->port(), environment});
    QVERIFY2(server, qPrintable(server ? QString() : server.error().what));
    m_server = *std::move(server);
    QVERIFY(m_server->waitUntilReceiving());
    m_publisher =
        std::make_unique<mqtt::Publisher>(test::quickPublisher(m_broker->port()), mqtt::PublisherEvents{});
    m_publisher->start();
    QVERIFY(test::spinUntil([this] { return m_publisher->isConnected(); }, 30s));
    connect(&m_beat, &QTimer::timeout, this, [this] {
        if (m_device1IsHeard && m_publisher->canPublish())
            m_publisher->publish({"tenant/acme/device/device-1/heartbeat",
                                  R"({"site_id":"north","provision_token":"token-1"})", 1, false});
    });
    m_beat.start(500ms);
}

bool ClocksTest::sendAndWait(int device, double temperature)
{
    const QByteArray number = QByteArray::number(device);
    const QByteArray payload = R"({"site_id":"north","provision_token":"token-)" + number
        + R"(","metrics":{"temp_c":)" + QByteArray::number(temperature) + R"(,"n":)"
        + QByteArray::number(++m_sent) + "}}";
    if (!m_publisher->publish({"tenant/acme/device/device-" + number + "/telemetry", payload, 1, false}))
        return false;
    return test::spinUntil([this] { return test::countReadings(*m_database) == m_sent; }, 60s, 50ms);
}

bool ClocksTest::hear(int count)
{
    for (int i = 0; i < count; ++i) {
        if (!sendAndWait(0))
            return false;
    }
    return true;
}

qint64 ClocksTest::readingsOn(const QByteArray &day) const
{
    const QString date = QString::fromLatin1(day);
    return number(
        u"SELECT count(*) FROM reading WHERE tableoid::regclass::text = 'reading_%1' "
        "AND (ts AT TIME ZONE 'UTC')::date = '%1'::date AND received_at - ts < interval '1 s'"_s.arg(date));
}

void ClocksTest::aYearAheadAtTheStartComesBack()
{
    QVERIFY2(sendAndWait(0), why());
    QCOMPARE(readingsOn("20270601"), 1);
    QVERIFY(m_time->setNow(at("2026-06-01T10:00:00Z")));
    QVERIFY2(sendAndWait(0), why());
    QCOMPARE(readingsOn("20260601"), 1);
    QCOMPARE(silent(), 0);
}

// In the order of time; from one row to the next the clock jumps by months, and nobody is paged for it.
void ClocksTest::everyEdgeOfTheCalendarKeepsEveryReading_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::newRow("midnight") << QByteArray("2026-09-10T23:59:40Z") << QByteArray("2026-09-11T00:00:10Z");
    QTest::newRow("midnight in Berlin")
        << QByteArray("2026-09-11T21:59:40Z") << QByteArray("2026-09-11T22:00:10Z");
    QTest::newRow("summer time ends")
        << QByteArray("2026-10-25T00:59:40Z") << QByteArray("2026-10-25T01:00:10Z");
    QTest::newRow("a month ends") << QByteArray("2027-01-31T23:59:40Z") << QByteArray("2027-02-01T00:00:10Z");
    QTest::newRow("summer time begins")
        << QByteArray("2027-03-28T00:59:40Z") << QByteArray("2027-03-28T01:00:10Z");
    QTest::newRow("a year ends") << QByteArray("2027-12-31T23:59:40Z") << QByteArray("2028-01-01T00:00:10Z");
    QTest::newRow("to 29 February") << QByteArray("2028-02-28T23:59:40Z")
                                    << QByteArray("2028-02-29T00:00:10Z");
    QTest::newRow("from 29 February")
        << QByteArray("2028-02-29T23:59:40Z") << QByteArray("2028-03-01T00:00:10Z");
}

void ClocksTest::everyEdgeOfTheCalendarKeepsEveryReading()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    const QByteArray lastDay = QByteArray(before.left(10)).replace("-", "");
    const QByteArray firstDay = QByteArray(after.left(10)).replace("-", "");
    QVERIFY(m_time->setNow(at(before.constData())));
    const qint64 had = readingsOn(lastDay);
    QVERIFY2(hear(2), why());
    QCOMPARE(readingsOn(lastDay), had + 2);
    QVERIFY(m_time->setNow(at(after.constData())));
    const qint64 hadThen = readingsOn(firstDay);
    QVERIFY2(hear(2), why());
    QCOMPARE(readingsOn(firstDay), hadThen + 2);
    QCOMPARE(number(u"SELECT count(*) FROM reading"_s), m_sent);
    QCOMPARE(silent(), 0);
}

// The rules go on, too: what is hot before and after is one alert.
void ClocksTest::anHourForwardPagesNobody()
{
    const QString openNow =
        u"SELECT count(*) FROM alert WHERE alert_type = 'THRESHOLD' AND cleared_at IS NULL"_s;
    QVERIFY2(sendAndWait(0, 70), why());
    QCOMPARE(number(openNow), 2);
    QVERIFY(m_time->shiftBy(1h));
    QVERIFY2(sendAndWait(0, 70), why());
    QVERIFY2(sendAndWait(0, 20), why());
    QCOMPARE(number(openNow), 0);
    QCOMPARE(silent(), 0);
    QVERIFY2(test::spinUntil([this] { return silent() == 1; }, 60s, 100ms), why()); // device 0, by now
    QVERIFY2(sendAndWait(0), why());
    QCOMPARE(number(u"SELECT count(*) FROM alert WHERE cleared_at IS NULL"_s), 0);
}

// Who is silent then was last heard in what is now the future.
void ClocksTest::anHourBackPagesWhoIsSilent()
{
    QVERIFY2(sendAndWait(0), why());
    const qint64 before = silent();
    QVERIFY(m_time->shiftBy(-1h));
    m_device1IsHeard = false;
    QVERIFY2(test::spinUntil([&] { return silent() == before + 2; }, 60s, 100ms), why());
    m_device1IsHeard = true;
    const QString untilNow = u"SELECT count(*) FROM reading WHERE received_at <= clock_timestamp()"_s;
    const qint64 hadUntilNow = number(untilNow); // and others in what is the future again
    QVERIFY2(sendAndWait(0, 70), why());
    QVERIFY2(
        test::spinUntil(
            [this] {
                return number(
                           u"SELECT count(*) FROM alert WHERE alert_type = 'NO_HEARTBEAT' AND cleared_at IS NULL"_s)
                    == 0;
            },
            60s, 100ms),
        why());
    QCOMPARE(number(u"SELECT count(*) FROM alert WHERE alert_type = 'THRESHOLD' AND cleared_at IS NULL"_s),
             2);
    QCOMPARE(number(untilNow), hadUntilNow + 1);
}

void ClocksTest::aShelfEndsByTheClockOfItsTime()
{
    QVERIFY(m_database->execute(u"UPDATE alert SET shelved_until = clock_timestamp() + interval '40 min', "
                                u"shelve_reason = 'pump is off', "
                                "shelved_by = 'jo' WHERE alert_type = 'THRESHOLD' AND cleared_at IS NULL"_s));
    const QString shelved =
        u"SELECT count(*) FROM alert WHERE shelved_until IS NOT NULL AND cleared_at IS NULL"_s;
    QCOMPARE(number(shelved), 2);
    QVERIFY(m_time->shiftBy(30min));
    QVERIFY2(sendAndWait(0, 70), why());
    QCOMPARE(number(shelved), 2);
    QVERIFY(m_time->shiftBy(11min));
    QVERIFY2(test::spinUntil([&] { return number(shelved) == 0; }, 60s, 100ms), why());
}

PULSE_TEST_CASE(ClocksTest)
#include "clocks_test.moc"
