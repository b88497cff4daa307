// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Whether an account can have the id of another is tried, not believed; against a real Mosquitto.
#include "mqtt/id_check.h"

#include "support/broker/broker.h"
#include "support/process/spin.h"
#include "support/suite/test_case.h"

#include <QtTest>

using namespace pulse;
using namespace pulse::mqtt;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using test::Broker;

class IdCheckTest : public QObject {
    Q_OBJECT

private slots:
    void tellsWhetherIdsCanBeTaken_data();
    void tellsWhetherIdsCanBeTaken();
    void aBrokerThatIsAwayIsNoAnswer();
    void theRealIdIsLeftAlone();

private:
    static IdCheckConfig config(const Broker &broker, bool isThroughSocket);
    static std::optional<IdVerdict> verdictOf(const IdCheckConfig &config);
};

IdCheckConfig IdCheckTest::config(const Broker &broker, bool isThroughSocket)
{
    IdCheckConfig config;
    config.theirs.port = config.ours.port = broker.port();
    if (isThroughSocket)
        config.ours.socketPath = broker.socketPath();
    config.ours.user = u"pulse"_s;
    config.ours.password = "ours";
    config.theirs.user = u"check"_s;
    config.theirs.password = "theirs";
    return config;
}

std::optional<IdVerdict> IdCheckTest::verdictOf(const IdCheckConfig &config)
{
    std::optional<IdVerdict> verdict;
    const IdCheck check(config, [&verdict](IdVerdict said, const QString &) { verdict = said; });
    test::spinUntil([&verdict] { return verdict.has_value(); }, 60s);
    return verdict;
}

void IdCheckTest::tellsWhetherIdsCanBeTaken_data()
{
    QTest::addColumn<QByteArray>("listener");
    QTest::addColumn<QByteArray>("password");
    QTest::addColumn<int>("verdict");
    QTest::newRow("anybody has any id") << QByteArray() << QByteArray("theirs") << int(IdVerdict::Open);
    QTest::newRow("the id is the account's name")
        << QByteArray("use_username_as_clientid true") << QByteArray("theirs") << int(IdVerdict::Safe);
    QTest::newRow("a wrong password is no safety")
        << QByteArray() << QByteArray("wrong") << int(IdVerdict::Unknown);
}

void IdCheckTest::tellsWhetherIdsCanBeTaken()
{
    QFETCH(QByteArray, listener);
    QFETCH(QByteArray, password);
    QFETCH(int, verdict);
    const auto broker = Broker::start(
        {.accounts = {{u"pulse"_s, u"ours"_s}, {u"check"_s, u"theirs"_s}}, .listenerLines = listener});
    QVERIFY2(broker, broker ? "" : qPrintable(broker.error().what));
    auto asking = config(**broker, true);
    asking.theirs.password = password;
    const auto said = verdictOf(asking);
    QVERIFY(said);
    QCOMPARE(int(*said), verdict);
}

void IdCheckTest::aBrokerThatIsAwayIsNoAnswer()
{
    const auto broker = Broker::start();
    QVERIFY(broker);
    (*broker)->kill();
    QCOMPARE(verdictOf(config(**broker, false)), std::optional(IdVerdict::Unknown));
}

void IdCheckTest::theRealIdIsLeftAlone()
{
    const auto broker = Broker::start();
    QVERIFY(broker);
    int disconnections = 0;
    PublisherConfig ours;
    ours.address.port = (*broker)->port();
    ours.clientId = "pulse-ingest";
    PublisherEvents events;
    events.disconnected = [&disconnections](const Error &) { ++disconnections; };
    Publisher publisher(ours, std::move(events));
    publisher.start();
    QVERIFY(test::spinUntil([&] { return publisher.isConnected(); }, 60s));
    QCOMPARE(verdictOf(config(**broker, false)), std::optional(IdVerdict::Open));
    QCOMPARE(disconnections, 0);
    QVERIFY(publisher.isConnected());
}

PULSE_TEST_CASE(IdCheckTest)
#include "id_check_test.moc"
