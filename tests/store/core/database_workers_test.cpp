// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The workers: each with its own connection, a bound, and an end that runs what was taken in.
#include "store/database_workers.h"
#include "store/scope.h"
#include "support/postgres_cluster.h"
#include "support/test_case.h"
#include "support/value_spy.h"

#include <QTest>
#include <future>
#include <latch>

using namespace pulse;
using namespace pulse::store;

class DatabaseWorkersTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void cleanupTestCase() { m_database.reset(); }
    void eachWorkerHasItsOwnConnection();
    void refusesBeyondItsBound();
    void stopRunsWhatWasTakenIn();
    void afterACrashNoWorkerFailsOnItsDeadConnection();

private:
    ConnectionConfig config() const { return {.conninfo = m_database->appConnInfo().toUtf8()}; }
    std::unique_ptr<test::TestDatabase> m_database;
};

void DatabaseWorkersTest::initTestCase()
{
    auto database = test::PostgresCluster::create();
    QVERIFY2(database, database ? "" : qPrintable(database.error().what));
    m_database = std::make_unique<test::TestDatabase>(*std::move(database));
}

void DatabaseWorkersTest::eachWorkerHasItsOwnConnection()
{
    test::ValueSpy<QByteArray> backends;
    std::latch together(2); // both jobs run at once
    DatabaseWorkers workers(config(), 2, 10);
    QVERIFY(workers.start());
    for (int i = 0; i < 2; ++i) {
        QVERIFY(workers.submit([&together, heard = backends.callback()](Connection &connection) {
            together.arrive_and_wait();
            const auto rows = connection.select("SELECT pg_backend_pid()");
            heard(rows ? rows->first().bytes() : QByteArray());
        }));
    }
    QVERIFY(backends.waitFor(2));
    QVERIFY(!backends.values()[0].isEmpty() && backends.values()[0] != backends.values()[1]);
}

void DatabaseWorkersTest::refusesBeyondItsBound()
{
    DatabaseWorkers workers(config(), 1, 2); // not started: nothing is taken out
    QVERIFY(workers.submit([](Connection &) {}));
    QVERIFY(workers.submit([](Connection &) {}));
    QVERIFY(!workers.submit([](Connection &) {}));
}

void DatabaseWorkersTest::stopRunsWhatWasTakenIn()
{
    std::atomic<int> ran = 0;
    DatabaseWorkers workers(config(), 2, 100);
    QVERIFY(workers.start());
    for (int i = 0; i < 50; ++i)
        QVERIFY(workers.submit([&ran](Connection &) { ++ran; }));
    workers.stop();
    workers.stop();
    QCOMPARE(ran.load(), 50);
    QVERIFY(!workers.submit([](Connection &) {}));
}

// Each of three workers has a session when PostgreSQL dies; once it answers again, none fails a job on it.
void DatabaseWorkersTest::afterACrashNoWorkerFailsOnItsDeadConnection()
{
    constexpr int kWorkers = 3;
    auto cluster = test::PostgresCluster::start();
    QVERIFY2(cluster, cluster ? "" : qPrintable(cluster.error().what));
    const auto database = (*cluster)->createDatabase();
    QVERIFY(database);
    DatabaseWorkers workers({.conninfo = database->appConnInfo().toUtf8()}, kWorkers, 10);
    QVERIFY(workers.start());
    const auto failuresOfARound = [&workers] {
        test::ValueSpy<QString> failures;
        std::latch together(kWorkers); // one job for each worker
        for (int i = 0; i < kWorkers; ++i) {
            const bool isTaken =
                workers.submit([&together, heard = failures.callback()](Connection &connection) {
                    together.arrive_and_wait();
                    const auto scope = AuthScope::begin(connection);
                    const auto rows = scope ? scope->query("registry.clock") : tl::unexpected(scope.error());
                    heard(rows ? QString() : rows.error().what);
                });
            if (!isTaken)
                return QStringLiteral("not taken");
        }
        failures.waitFor(kWorkers, std::chrono::seconds{30});
        return QStringList(failures.values()).join(QString());
    };
    QCOMPARE(failuresOfARound(), QString());
    (*cluster)->stopImmediately();
    QVERIFY((*cluster)->restart());
    QCOMPARE(failuresOfARound(), QString());
    workers.stop();
}

PULSE_TEST_CASE(DatabaseWorkersTest)
#include "database_workers_test.moc"
