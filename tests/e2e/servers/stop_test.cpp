// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// SIGTERM under load: what was read is committed and acknowledged, what was not stays with the broker, and
// nothing is in both places.
#include "e2e/servers/paced_publisher.h"
#include "e2e/servers/plant.h"
#include "mqtt/session.h"
#include "support/broker/broker.h"
#include "support/process/served.h"
#include "support/process/spin.h"
#include "support/suite/test_case.h"

#include <QSet>
#include <QTest>
#include <csignal>

using namespace pulse;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int kBusyDevices = 100;
constexpr int kBusyRounds = 150;

// What the broker still holds for the server, taken without acknowledging it: by the time in its payload,
// which no two share.
class Remainder {
public:
    explicit Remainder(quint16 port)
        : m_session(config(port), events(), m_clock)
    {
        m_session.start();
    }
    const QSet<QString> &times() const { return m_times; }

private:
    static mqtt::SessionConfig config(quint16 port)
    {
        mqtt::SessionConfig config;
        config.address.port = port;
        config.clientId = "pulse-ingest";
        config.receiveMaximum = 65'535;
        config.probeInterval = 0ms;
        return config;
    }
    mqtt::SessionEvents events()
    {
        mqtt::SessionEvents events;
        events.messages = [this](const std::vector<mqtt::Message> &messages) {
            for (const mqtt::Message &message : messages) {
                if (message.topic.startsWith("tenant/"))
                    m_times.insert(QString::fromLatin1(message.payload.sliced(7, 27)));
            }
        };
        return events;
    }

    SystemClock m_clock;
    QSet<QString> m_times;
    mqtt::Session m_session;
};

} // namespace

class StopTest final : public QObject {
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void commitsWhatItReadAndLeavesTheRest();
    void endsAlthoughTheDatabaseAnswersNobody();

private:
    QSet<QString> storedTimes() const;

    std::optional<test::TestDatabase> m_database;
    std::unique_ptr<test::Broker> m_broker;
    std::unique_ptr<test::Served> m_server;
};

void StopTest::init()
{
    auto database = test::PostgresCluster::create();
    QVERIFY2(database, qPrintable(database ? QString() : database.error().what));
    m_database.emplace(*std::move(database));
    QVERIFY(test::installPlant(*m_database, kBusyDevices));
    auto broker = test::Broker::start();
    QVERIFY2(broker, qPrintable(broker ? QString() : broker.error().what));
    m_broker = *std::move(broker);
    auto server = test::Served::start({QCoreApplication::applicationDirPath() + u"/pulse-server"_s,
                                       m_database->appConnInfo(), m_broker->port()});
    QVERIFY2(server, qPrintable(server ? QString() : server.error().what));
    m_server = *std::move(server);
    QVERIFY(m_server->waitUntilReceiving());
}

void StopTest::cleanup()
{
    m_server.reset();
    m_broker.reset();
    m_database.reset();
}

QSet<QString> StopTest::storedTimes() const
{
    const auto times =
        m_database
            ->query(
                u"SELECT to_char(ts AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"') FROM reading"_s)
            .value_or(QStringList());
    return {times.begin(), times.end()};
}

void StopTest::commitsWhatItReadAndLeavesTheRest()
{
    const auto messages = test::plantMessages(kBusyDevices, kBusyRounds, SystemClock().now() - 1min);
    const auto total = static_cast<qsizetype>(messages.size());
    test::PacedPublisher publisher(m_broker->port(), messages, 1'000'000); // as fast as the broker takes them
    publisher.start();
    QVERIFY(publisher.waitForAnswers(messages.size() / 4));
    QCOMPARE(m_server->stop(), 0);
    QVERIFY2(m_server->process().output().contains(u"unacknowledged=0"_s),
             qPrintable(m_server->process().output()));
    const QSet<QString> stored = storedTimes();
    QVERIFY(!stored.isEmpty());
    QVERIFY(stored.size() < total); // it was stopped in the middle
    QVERIFY(publisher.finish());
    {
        const Remainder remainder(m_broker->port());
        QVERIFY(test::spinUntil([&] { return remainder.times().size() + stored.size() >= total; }, 60s));
        QVERIFY(!remainder.times().intersects(stored));
        QCOMPARE((remainder.times() | stored).size(), total);
    }
    QVERIFY(m_server->launch());
    QVERIFY(test::spinUntil([&] { return test::countReadings(*m_database) >= total; }, 60s));
}

void StopTest::endsAlthoughTheDatabaseAnswersNobody()
{
    const auto writer =
        m_database->query(u"SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND "
                          "application_name = 'pulse writer'"_s);
    QVERIFY(writer && writer->size() == 1);
    const pid_t pid = writer->first().toInt();
    QCOMPARE(::kill(pid, SIGSTOP), 0);
    // By then the writer waits for an answer: it asks each second.
    const bool isNoticed =
        test::spinUntil([this] { return m_server->health()[u"status"_s] == u"degraded"_s; }, 60s, 200ms);
    const auto code = m_server->stop(60s);
    ::kill(pid, SIGCONT);
    QVERIFY(isNoticed);
    QCOMPARE(code.value_or(-1), 1);
    QVERIFY(m_server->process().output().contains(u"cannot stop in order"_s));
}

PULSE_TEST_CASE(StopTest)
#include "stop_test.moc"
