// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A broker that has forgotten the installation's session has lost what was queued in it: whichever server
// connects next says so, although it has never seen that session itself.
#include "support/broker/broker.h"
#include "support/postgres/postgres_cluster.h"
#include "support/process/served.h"
#include "support/process/spin.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace pulse;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class LostSessionTest final : public QObject {
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void aFirstStartIsNoLoss();
    void aRestartedServerNoticesALoss();
    void theStandbyNoticesALoss();
    void aNewBrokerUnderANewNameIsNoLoss();

private:
    std::unique_ptr<test::Served> serve(const QStringList &environment = {}) const;
    bool isRecorded() const;
    bool forgetsAll() const; // the broker; true when it is back
    static bool saysLost(test::Served &server)
    {
        return server.process().output().contains(u"the broker has forgotten our session"_s);
    }

    std::optional<test::TestDatabase> m_database;
    std::unique_ptr<test::Broker> m_broker;
    std::unique_ptr<test::Served> m_server;
};

void LostSessionTest::init()
{
    auto database = test::PostgresCluster::create();
    QVERIFY2(database, qPrintable(database ? QString() : database.error().what));
    m_database.emplace(*std::move(database));
    auto broker = test::Broker::start();
    QVERIFY2(broker, qPrintable(broker ? QString() : broker.error().what));
    m_broker = *std::move(broker);
    m_server = serve();
    QVERIFY(m_server && m_server->waitUntilReceiving());
    QVERIFY(test::spinUntil([this] { return isRecorded(); }, 20s));
}

void LostSessionTest::cleanup()
{
    m_server.reset();
    m_broker.reset();
    m_database.reset();
}

std::unique_ptr<test::Served> LostSessionTest::serve(const QStringList &environment) const
{
    auto server = test::Served::start({QCoreApplication::applicationDirPath() + u"/pulse-server"_s,
                                       m_database->appConnInfo(), m_broker->port(), environment});
    if (!server)
        qWarning("%s", qPrintable(server.error().what));
    return server ? *std::move(server) : nullptr;
}

bool LostSessionTest::isRecorded() const
{
    return m_database->query(u"SELECT client_id FROM broker_session"_s).value_or(QStringList())
        == QStringList{u"pulse-ingest"_s};
}

// It saves its memory when it stops in order; killed before that, it has none.
bool LostSessionTest::forgetsAll() const
{
    m_broker->kill();
    return m_broker->restart().has_value();
}

void LostSessionTest::aFirstStartIsNoLoss()
{
    QVERIFY(!saysLost(*m_server));
    QCOMPARE(m_server->stop(), 0);
    QVERIFY(m_server->launch());
    QVERIFY(m_server->waitUntilReceiving());
    QVERIFY(!saysLost(*m_server)); // it is there
}

void LostSessionTest::aRestartedServerNoticesALoss()
{
    QCOMPARE(m_server->stop(), 0);
    QVERIFY(forgetsAll());
    QVERIFY(m_server->launch());
    QVERIFY(m_server->waitUntilReceiving());
    QVERIFY2(saysLost(*m_server), qPrintable(m_server->process().output()));
}

void LostSessionTest::theStandbyNoticesALoss()
{
    const auto standby = serve();
    QVERIFY(standby);
    QVERIFY(!standby->isLeading());
    m_broker->kill(); // first: the standby must not meet it as it was
    m_server->kill();
    QVERIFY(m_broker->restart());
    QVERIFY(standby->waitUntilReceiving());
    QVERIFY2(saysLost(*standby), qPrintable(standby->process().output()));
}

void LostSessionTest::aNewBrokerUnderANewNameIsNoLoss()
{
    QCOMPARE(m_server->stop(), 0);
    QVERIFY(forgetsAll());
    const auto moved = serve({u"PULSE_BROKER_CLIENT_ID=pulse-ingest-2"_s});
    QVERIFY(moved && moved->waitUntilReceiving());
    QVERIFY2(!saysLost(*moved), qPrintable(moved->process().output()));
}

PULSE_TEST_CASE(LostSessionTest)
#include "lost_session_test.moc"
