// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// serve at somebody else's broker, where ids may be anybody's: that is tried and said, a theft is said and
// the session taken back, and another session takes over without a loss.
#include "e2e/servers/paced_publisher.h"
#include "e2e/servers/plant.h"
#include "support/broker/broker.h"
#include "support/broker/thief.h"
#include "support/process/served.h"
#include "support/process/spin.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace pulse;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class ClientIdsTest final : public QObject {
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void openIdsAreSaid();
    void openIdsRefuseToStartWhereSafeOnesAreRequired();
    void tiedIdsStart();
    void aTheftIsSaidAndTheSessionTakenBack_data();
    void aTheftIsSaidAndTheSessionTakenBack();
    void newSessionWhileDevicesPublishLosesNothing();

private:
    void startBroker(const QByteArray &listener = {});
    std::unique_ptr<test::Served> begin(const QStringList &environment = {}) const;
    bool isAlertOpen(const QString &kind) const;

    std::optional<test::TestDatabase> m_database;
    std::unique_ptr<test::Broker> m_broker;
};

void ClientIdsTest::init()
{
    auto database = test::PostgresCluster::create();
    QVERIFY2(database, qPrintable(database ? QString() : database.error().what));
    m_database.emplace(*std::move(database));
}

void ClientIdsTest::cleanup()
{
    m_broker.reset();
    m_database.reset();
}

void ClientIdsTest::startBroker(const QByteArray &listener)
{
    auto broker = test::Broker::start({.listenerLines = listener});
    QVERIFY2(broker, qPrintable(broker ? QString() : broker.error().what));
    m_broker = *std::move(broker);
}

std::unique_ptr<test::Served> ClientIdsTest::begin(const QStringList &environment) const
{
    auto server = test::Served::begin({QCoreApplication::applicationDirPath() + u"/pulse-server"_s,
                                       m_database->appConnInfo(), m_broker->port(), environment});
    if (!server)
        qWarning("%s", qPrintable(server.error().what));
    return server ? *std::move(server) : nullptr;
}

bool ClientIdsTest::isAlertOpen(const QString &kind) const
{
    return m_database->query(u"SELECT 1 FROM system_alert WHERE kind = '%1'"_s.arg(kind))
               .value_or(QStringList())
               .size()
        == 1;
}

void ClientIdsTest::openIdsAreSaid()
{
    startBroker();
    const auto server = begin({u"PULSE_BROKER_CHECK_USER=acme/device/check"_s});
    QVERIFY(server && server->waitUntilReceiving());
    QVERIFY(test::spinUntil(
        [&server] {
            return server->process().output().contains(
                u"any account of the broker can connect with our client id"_s);
        },
        30s));
    QVERIFY(test::spinUntil([this] { return isAlertOpen(u"SESSION_UNPROTECTED"_s); }, 30s));
}

void ClientIdsTest::openIdsRefuseToStartWhereSafeOnesAreRequired()
{
    startBroker();
    const auto untried = begin({u"PULSE_BROKER_REQUIRE_SAFE_IDS=true"_s});
    QVERIFY(untried);
    QCOMPARE(untried->process().waitForExit(60s), 2);
    QVERIFY(untried->process().output().contains(u"needs broker.check_user"_s));
    const auto server =
        begin({u"PULSE_BROKER_CHECK_USER=acme/device/check"_s, u"PULSE_BROKER_REQUIRE_SAFE_IDS=true"_s});
    QVERIFY(server);
    QCOMPARE(server->process().waitForExit(60s), 1);
    QVERIFY(server->process().output().contains(u"broker.require_safe_ids is set"_s));
}

void ClientIdsTest::tiedIdsStart()
{
    startBroker("use_username_as_clientid true");
    const auto server =
        begin({u"PULSE_BROKER_SOCKET="_s + m_broker->socketPath(),
               u"PULSE_BROKER_CHECK_PORT=%1"_s.arg(m_broker->port()),
               u"PULSE_BROKER_CHECK_USER=acme/device/check"_s, u"PULSE_BROKER_REQUIRE_SAFE_IDS=true"_s});
    QVERIFY(server && server->waitUntilReceiving());
    QVERIFY(server->process().output().contains(u"client ids are tied to accounts"_s));
}

void ClientIdsTest::aTheftIsSaidAndTheSessionTakenBack_data()
{
    QTest::addColumn<int>("theft");
    for (const test::Theft theft : test::kThefts)
        QTest::addRow("way %d", static_cast<int>(theft)) << static_cast<int>(theft);
}

void ClientIdsTest::aTheftIsSaidAndTheSessionTakenBack()
{
    QFETCH(int, theft);
    startBroker();
    QVERIFY(test::installPlant(*m_database, 1));
    const auto server = begin();
    QVERIFY(server && server->waitUntilReceiving());
    const auto messages = test::plantMessages(1, 20, SystemClock().now());
    test::PacedPublisher before(m_broker->port(), {messages.begin(), messages.begin() + 10}, 1'000);
    before.start();
    QVERIFY(before.finish());
    QVERIFY(test::spinUntil([&] { return test::countReadings(*m_database) == 10; }, 30s));
    test::Thief thief({m_broker->port(), "pulse-ingest", "beta/device/d1", "x"});
    thief.steal(test::Theft(theft));
    QVERIFY(test::spinUntil([&] { return thief.welcomed() == 1; }, 30s));
    QVERIFY(test::spinUntil([&] { return isAlertOpen(u"SESSION_TAKEN"_s); }, 30s));
    QVERIFY(test::spinUntil([&] { return !thief.isConnected() && server->isReceiving(); }, 30s));
    test::PacedPublisher after(m_broker->port(), {messages.begin() + 10, messages.end()}, 1'000);
    after.start();
    QVERIFY(after.finish());
    QVERIFY(test::spinUntil([&] { return test::countReadings(*m_database) == 20; }, 30s));
}

void ClientIdsTest::newSessionWhileDevicesPublishLosesNothing()
{
    startBroker();
    QVERIFY(test::installPlant(*m_database, 10));
    auto server = begin();
    QVERIFY(server && server->waitUntilReceiving());
    test::PacedPublisher devices(m_broker->port(), test::plantMessages(10, 300, SystemClock().now()), 500);
    devices.start();
    QVERIFY(devices.waitForAnswers(300));
    QCOMPARE(server->stop(), 0);
    QVERIFY(devices.waitForAnswers(500)); // which wait for the old session
    const auto printed = server->command({u"broker"_s, u"new-session"_s});
    QVERIFY2(printed, qPrintable(printed ? QString() : printed.error().what));
    const QString id = printed->section(u"client_id = \""_s, 1).section(u'"', 0, 0);
    QVERIFY2(id.startsWith(u"pulse-"_s), qPrintable(*printed));
    const auto next = begin({u"PULSE_BROKER_CLIENT_ID="_s + id});
    QVERIFY(next && next->waitUntilReceiving());
    QVERIFY(devices.finish());
    QVERIFY(test::spinUntil([&] { return test::countReadings(*m_database) >= 3'000; }, 60s));
    QCOMPARE(test::countReadings(*m_database), qint64{3'000});
    QVERIFY(!isAlertOpen(u"SESSION_LOST"_s));
}

PULSE_TEST_CASE(ClientIdsTest)
#include "client_ids_test.moc"
