// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// SIGTERM and Ctrl-C end a server that is still starting, whatever it waits for, and in order: nothing of it
// is left running. What it waits for here would last for minutes.
#include "support/postgres/postgres_cluster.h"
#include "support/postgres/row_reader.h"
#include "support/process/child_process.h"
#include "support/process/product.h"
#include "support/process/served.h"
#include "support/process/spin.h"
#include "support/suite/test_case.h"

#include <QFile>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

using namespace pulse;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class InterruptedTest final : public QObject {
    Q_OBJECT

private slots:
    void whileItWaitsForItsDatabase_data();
    void whileItWaitsForItsDatabase();
    void whileItsDatabaseDoesNotAnswer();
    void whileItsBrokerDoesNotAnswer();
    void duringMigrations();
    void migrateIsCancelled();

private:
    static bool isMigrationWaiting(const QString &dataFolder);

    QString m_program = QCoreApplication::applicationDirPath() + u"/pulse-server"_s;
};

void InterruptedTest::whileItWaitsForItsDatabase_data()
{
    QTest::addColumn<int>("signal");
    QTest::newRow("SIGTERM") << SIGTERM;
    QTest::newRow("Ctrl-C") << SIGINT;
}

void InterruptedTest::whileItWaitsForItsDatabase()
{
    QFETCH(int, signal);
    const auto server = test::Served::begin(
        {m_program, u"host=/nonexistent dbname=pulse"_s, 1, {u"PULSE_DATABASE_START_WAIT_SECONDS=600"_s}});
    QVERIFY(server);
    test::ChildProcess &process = (*server)->process();
    QVERIFY2(process.waitForLine(u"waiting for the database"_s, 60s), qPrintable(process.output()));
    process.signal(signal);
    const auto code = process.waitForExit(60s);
    QVERIFY2(code == 0, qPrintable(process.output()));
}

// A host that takes connections and says nothing, as behind a broken proxy.
void InterruptedTest::whileItsDatabaseDoesNotAnswer()
{
    QTcpServer silent;
    QVERIFY(silent.listen(QHostAddress::LocalHost, 0));
    const auto server =
        test::Served::begin({m_program,
                             u"host=127.0.0.1 port=%1 dbname=pulse sslmode=disable connect_timeout=600"_s.arg(
                                 silent.serverPort()),
                             1});
    QVERIFY(server);
    QVERIFY(test::spinUntil([&silent] { return silent.hasPendingConnections(); }, 60s));
    test::ChildProcess &process = (*server)->process();
    process.terminate();
    const auto code = process.waitForExit(60s);
    QVERIFY2(code == 0, qPrintable(process.output()));
}

// A broker that never listens: the server would wait for it, and try again, three times twenty seconds.
void InterruptedTest::whileItsBrokerDoesNotAnswer()
{
    QTemporaryDir folder(u"/tmp/pulse-stop-XXXXXX"_s);
    QVERIFY(QFile::setPermissions(folder.path(), QFile::Permissions(0x7755)));
    QFile broker(folder.filePath(u"mosquitto"_s));
    QVERIFY(broker.open(QIODevice::WriteOnly) && broker.write("#!/bin/sh\nexec sleep 600\n") > 0);
    broker.close();
    QVERIFY(broker.setPermissions(QFile::Permissions(0x7755)));
    const QString data = folder.filePath(u"data"_s);
    const auto server = test::ChildProcess::start(
        m_program, {u"standalone"_s, u"--data"_s, data, u"--http-port"_s, u"0"_s, u"--mqtt-port"_s, u"0"_s},
        {.environment = {u"PATH=%1:%2"_s.arg(folder.path(), QString::fromLocal8Bit(qgetenv("PATH")))}});
    QVERIFY(server);
    QVERIFY2((*server)->waitForLine(u"broker starting"_s, 120s), qPrintable((*server)->output()));
    QFile pidFile(data + u"/run/broker.pid"_s);
    QVERIFY(test::spinUntil([&pidFile] { return pidFile.exists(); }, 30s));
    QVERIFY(pidFile.open(QIODevice::ReadOnly));
    const pid_t child = pidFile.readLine().trimmed().toInt();
    (*server)->terminate();
    const auto code = (*server)->waitForExit(60s);
    QVERIFY2(code == 0, qPrintable((*server)->output()));
    QVERIFY(child > 1 && !test::isAlive(child));
    QVERIFY(!QFile::exists(data + u"/postgres/postmaster.pid"_s)); // it was shut down, not killed
}

// Asked over the socket of this start, which the files of the one before do not name.
bool InterruptedTest::isMigrationWaiting(const QString &dataFolder)
{
    QFile conninfo(dataFolder + u"/secrets/owner.conninfo"_s);
    QFile sockets(dataFolder + u"/run/sockets"_s);
    if (!conninfo.open(QIODevice::ReadOnly) || !sockets.open(QIODevice::ReadOnly))
        return false;
    store::Connection connection({conninfo.readAll().trimmed() + " host=" + sockets.readAll().trimmed()});
    const auto rows =
        connection.select("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'advisory'");
    return rows && test::RowReader(*rows).integer() == 1;
}

// A prepared transaction outlives the server that made it, and keeps the lock that a migration waits for.
void InterruptedTest::duringMigrations()
{
    auto product = test::Product::start({.program = m_program});
    QVERIFY2(product, qPrintable(product ? QString() : product.error().what));
    test::Product &server = **product;
    QVERIFY(server.execute("ALTER SYSTEM SET max_prepared_transactions = 2"));
    QVERIFY(server.stop() && server.launch());
    QVERIFY(server.execute(
        "BEGIN; SELECT pg_advisory_xact_lock(hashtext('pulse.migrate')); PREPARE TRANSACTION 'held'"));
    QVERIFY(server.stop());
    const auto again = test::ChildProcess::start(m_program,
                                                 {u"standalone"_s, u"--data"_s, server.dataFolder(),
                                                  u"--http-port"_s, u"0"_s, u"--mqtt-port"_s, u"0"_s});
    QVERIFY(again);
    QVERIFY2((*again)->waitForLine(u"broker ready"_s, 120s), qPrintable((*again)->output()));
    QVERIFY(test::spinUntil([&] { return isMigrationWaiting(server.dataFolder()); }, 60s));
    (*again)->terminate();
    const auto code = (*again)->waitForExit(60s);
    QVERIFY2(code == 0, qPrintable((*again)->output()));
    QVERIFY(!QFile::exists(server.dataFolder() + u"/postgres/postmaster.pid"_s));
}

void InterruptedTest::migrateIsCancelled()
{
    auto database = test::PostgresCluster::create();
    QVERIFY2(database, qPrintable(database ? QString() : database.error().what));
    store::Connection holder({database->adminConnInfo().toUtf8()});
    QVERIFY(holder.command("SELECT pg_advisory_lock(hashtext('pulse.migrate'))"));
    QTemporaryDir folder;
    QFile configuration(folder.filePath(u"pulse.toml"_s));
    QVERIFY(configuration.open(QIODevice::WriteOnly));
    configuration.write("[database]\nowner_url = \"" + database->adminConnInfo().toUtf8() + "\"\n");
    configuration.close();
    const auto migrating =
        test::ChildProcess::start(m_program, {u"migrate"_s, u"--config"_s, configuration.fileName()});
    QVERIFY(migrating);
    const auto waiting = [&] {
        return database
                   ->query(u"SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND "
                           "wait_event = 'advisory'"_s)
                   ->value(0)
            == u"1"_s;
    };
    QVERIFY(test::spinUntil(waiting, 60s));
    (*migrating)->terminate();
    QCOMPARE((*migrating)->waitForExit(60s).value_or(-1), 1); // it has not done what it was asked
    QVERIFY(test::spinUntil([&] { return !waiting(); }, 30s)); // nor is anything of it left in the database
}

PULSE_TEST_CASE(InterruptedTest)

#include "interrupted_test.moc"
