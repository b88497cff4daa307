// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A server that starts while its database does not answer, as after a power cut or during a failover.
#include "support/broker/broker.h"
#include "support/postgres/postgres_cluster.h"
#include "support/process/served.h"
#include "support/process/spin.h"
#include "support/suite/test_case.h"

#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

using namespace pulse;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class LateDatabaseTest final : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void isWaitedFor();
    void isNotWaitedForForEver();

private:
    // PostgreSQL's socket is in a folder; this one is not there until it is linked.
    QString awayConnInfo() const
    {
        static const QRegularExpression kHost(u"host=('[^']*'|\\S+)"_s);
        return m_database->appConnInfo().replace(kHost, u"host="_s + m_link);
    }
    QString realFolder() const
    {
        static const QRegularExpression kHost(u"host='?([^' ]+)"_s);
        return kHost.match(m_database->appConnInfo()).captured(1);
    }
    bool isWaiting() const
    {
        return test::spinUntil(
            [this] { return m_server->process().output().contains(u"waiting for the database"_s); }, 30s);
    }

    QTemporaryDir m_folder{u"/tmp/pulse-late-XXXXXX"_s};
    QString m_link = m_folder.filePath(u"postgres"_s);
    std::optional<test::TestDatabase> m_database;
    std::unique_ptr<test::Broker> m_broker;
    std::unique_ptr<test::Served> m_server;
};

void LateDatabaseTest::initTestCase()
{
    auto database = test::PostgresCluster::create();
    QVERIFY2(database, qPrintable(database ? QString() : database.error().what));
    m_database.emplace(*std::move(database));
    auto broker = test::Broker::start();
    QVERIFY2(broker, qPrintable(broker ? QString() : broker.error().what));
    m_broker = *std::move(broker);
}

void LateDatabaseTest::isWaitedFor()
{
    auto server = test::Served::begin(
        {QCoreApplication::applicationDirPath() + u"/pulse-server"_s, awayConnInfo(), m_broker->port()});
    QVERIFY2(server, qPrintable(server ? QString() : server.error().what));
    m_server = *std::move(server);
    QVERIFY2(isWaiting(), qPrintable(m_server->process().output()));
    QVERIFY(QFile::link(realFolder(), m_link));
    QVERIFY(m_server->waitUntilServing());
    QVERIFY(m_server->waitUntilReceiving());
    QCOMPARE(m_server->stop(), std::optional(0));
    QVERIFY(QFile::remove(m_link));
}

void LateDatabaseTest::isNotWaitedForForEver()
{
    auto server = test::Served::begin({QCoreApplication::applicationDirPath() + u"/pulse-server"_s,
                                       awayConnInfo(),
                                       m_broker->port(),
                                       {u"PULSE_DATABASE_START_WAIT_SECONDS=1"_s}});
    QVERIFY2(server, qPrintable(server ? QString() : server.error().what));
    m_server = *std::move(server);
    const auto code = m_server->process().waitForExit(30s);
    QVERIFY(code.has_value());
    QVERIFY(*code != 0);
    QVERIFY(m_server->process().output().contains(u"pulse-server: "_s));
}

PULSE_TEST_CASE(LateDatabaseTest)

#include "late_database_test.moc"
