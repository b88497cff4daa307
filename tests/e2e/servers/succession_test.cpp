// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Two servers on one database and one broker, under load: whichever way the leader goes, the other one
// ingests, and in the end everything is as if nothing had happened.
#include "e2e/servers/paced_publisher.h"
#include "e2e/servers/plant.h"
#include "support/broker/broker.h"
#include "support/process/served.h"
#include "support/process/spin.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace pulse;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int kDevices = 50;
constexpr int kRounds = 160;
constexpr int kPerSecond = 1'000;

// A database, a broker, and servers between them.
struct Installation {
    static Result<std::unique_ptr<Installation>> create()
    {
        PULSE_TRY(auto database, test::PostgresCluster::create());
        PULSE_TRY(auto broker, test::Broker::start());
        PULSE_CHECK(test::installPlant(database, kDevices));
        return std::unique_ptr<Installation>(new Installation{std::move(database), std::move(broker)});
    }
    Result<std::unique_ptr<test::Served>> serve() const
    {
        return test::Served::start({QCoreApplication::applicationDirPath() + u"/pulse-server"_s,
                                    database.appConnInfo(),
                                    broker->port(),
                                    {u"PULSE_INGEST_WATCHDOG_SECONDS=3"_s}});
    }
    bool hasStored(qint64 count) const
    {
        return test::spinUntil([&] { return test::countReadings(database) >= count; }, 60s);
    }

    test::TestDatabase database;
    std::unique_ptr<test::Broker> broker;
};

} // namespace

class SuccessionTest final : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();
    void aKilledLeaderIsSucceeded();
    void aFrozenLeaderIsSucceededAndFollows();
    void aTimerOutlivesItsLeader();

private:
    void publish(Instant ts, int value); // of device-0; until it is stored
    void compareWithUndisturbed();

    std::vector<mqtt::Publication> m_messages;
    QStringList m_undisturbed;
    std::unique_ptr<Installation> m_installation;
    std::unique_ptr<test::Served> m_first; // leads at the beginning
    std::unique_ptr<test::Served> m_second;
};

// The same messages through one server that nobody disturbs.
void SuccessionTest::initTestCase()
{
    // None is ahead of the clock when it comes.
    m_messages = test::plantMessages(kDevices, kRounds, SystemClock().now() - 1min);
    const auto installation = Installation::create();
    QVERIFY2(installation, qPrintable(installation ? QString() : installation.error().what));
    const auto server = (*installation)->serve();
    QVERIFY2(server, qPrintable(server ? QString() : server.error().what));
    QVERIFY2((*server)->waitUntilReceiving(), qPrintable((*server)->process().output()));
    test::PacedPublisher publisher((*installation)->broker->port(), m_messages, 1'000'000);
    publisher.start();
    QVERIFY(publisher.finish());
    QVERIFY((*installation)->hasStored(kDevices * kRounds));
    QCOMPARE((*server)->stop(), 0);
    const auto outcome = test::outcomeOf((*installation)->database);
    QVERIFY2(outcome, qPrintable(outcome ? QString() : outcome.error().what));
    m_undisturbed = *outcome;
    QVERIFY(m_undisturbed.filter(u"reading "_s).size() == kDevices * kRounds);
    QVERIFY(m_undisturbed.filter(u"OPENED"_s).size() > kDevices);
    QVERIFY(m_undisturbed.filter(u"job "_s).size() > kDevices);
    QVERIFY(m_undisturbed.filter(u" for 1 s"_s).size() > kDevices);
}

void SuccessionTest::init()
{
    auto installation = Installation::create();
    QVERIFY2(installation, qPrintable(installation ? QString() : installation.error().what));
    m_installation = *std::move(installation);
    for (auto *server : {&m_first, &m_second}) {
        auto started = m_installation->serve();
        QVERIFY2(started, qPrintable(started ? QString() : started.error().what));
        *server = *std::move(started);
        QVERIFY(m_first->waitUntilReceiving());
    }
}

void SuccessionTest::cleanup()
{
    m_first.reset();
    m_second.reset();
    m_installation.reset();
}

void SuccessionTest::compareWithUndisturbed()
{
    QVERIFY(m_installation->hasStored(kDevices * kRounds));
    const auto outcome = test::outcomeOf(m_installation->database);
    QVERIFY2(outcome, qPrintable(outcome ? QString() : outcome.error().what));
    const QStringList differences = test::differences(m_undisturbed, *outcome);
    QVERIFY2(differences.isEmpty(), qPrintable(differences.mid(0, 10).join(u'\n')));
}

void SuccessionTest::aKilledLeaderIsSucceeded()
{
    test::PacedPublisher publisher(m_installation->broker->port(), m_messages, kPerSecond);
    publisher.start();
    QVERIFY(publisher.waitForAnswers(m_messages.size() / 4));
    QVERIFY(!m_second->isLeading());
    m_first->kill();
    QVERIFY2(m_second->waitUntilReceiving(), qPrintable(m_second->process().output()));
    QVERIFY(m_first->launch()); // and back, as it came
    QVERIFY(publisher.waitForAnswers(m_messages.size() / 2));
    QVERIFY(!m_first->isLeading());
    m_second->kill();
    QVERIFY2(m_first->waitUntilReceiving(), qPrintable(m_first->process().output()));
    QVERIFY(publisher.finish());
    compareWithUndisturbed();
}

void SuccessionTest::aFrozenLeaderIsSucceededAndFollows()
{
    test::PacedPublisher publisher(m_installation->broker->port(), m_messages, kPerSecond);
    publisher.start();
    QVERIFY(publisher.waitForAnswers(m_messages.size() / 4));
    m_first->process().pause();
    QVERIFY2(m_second->waitUntilReceiving(), qPrintable(m_second->process().output()));
    m_first->process().resume();
    QVERIFY(test::spinUntil([this] { return m_first->process().output().contains(u"not leading"_s); }, 30s));
    QVERIFY(publisher.finish());
    compareWithUndisturbed();
    // The old leader did not come between the new one and the broker.
    QVERIFY(m_second->isReceiving());
    QVERIFY2(!m_second->process().output().contains(u"connection ended"_s),
             qPrintable(m_second->process().output()));
    QVERIFY(!m_first->isLeading());
    m_second->kill(); // and it is a standby like any other
    QVERIFY2(m_first->waitUntilReceiving(), qPrintable(m_first->process().output()));
}

void SuccessionTest::publish(Instant ts, int value)
{
    const qint64 before = test::countReadings(m_installation->database);
    const QByteArray payload = "{\"ts\":\"" + toRfc3339(ts)
        + "\",\"site_id\":\"north\",\"provision_token\":\"token-0\","
          "\"metrics\":{\"temp_c\":"
        + QByteArray::number(value) + "}}";
    test::PacedPublisher publisher(m_installation->broker->port(),
                                   {{"tenant/acme/device/device-0/telemetry", payload, 1, false}},
                                   kPerSecond);
    publisher.start();
    QVERIFY(publisher.finish());
    QVERIFY(m_installation->hasStored(before + 1));
}

// One reading a leader, each killed when it has committed it: "lasting" is above 30 for a second.
void SuccessionTest::aTimerOutlivesItsLeader()
{
    const auto opened = [this] {
        return m_installation->database
            .query(u"SELECT to_char(opened_ts AT TIME ZONE 'UTC', 'HH24:MI:SS.MS') || ' since ' || "
                   "to_char((evidence->>'pending_since')::timestamptz AT TIME ZONE 'UTC', 'HH24:MI:SS.MS') "
                   "FROM alert JOIN alert_transition USING (alert_id)"_s)
            .value_or(QStringList{u"cannot say"_s});
    };
    const Instant begin = std::chrono::floor<std::chrono::minutes>(SystemClock().now()) - 1min;
    publish(begin, 35);
    m_first->kill();
    QVERIFY2(m_second->waitUntilReceiving(), qPrintable(m_second->process().output()));
    publish(begin + 999ms, 36);
    QCOMPARE(opened(), QStringList());
    m_second->kill();
    QVERIFY(m_first->launch()); // the same one again, after a time without any
    QVERIFY2(m_first->waitUntilReceiving(), qPrintable(m_first->process().output()));
    publish(begin + 1s, 37);
    const auto inWords = [](Instant at) { return QString::fromLatin1(toRfc3339(at).mid(11, 12)); };
    QCOMPARE(opened(), QStringList{inWords(begin + 1s) + u" since "_s + inWords(begin)});
    QCOMPARE(m_installation->database.query(u"SELECT count(*) FROM rule_pending"_s).value(),
             QStringList{u"0"_s});
}

PULSE_TEST_CASE(SuccessionTest)
#include "succession_test.moc"
