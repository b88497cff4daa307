// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The workers: each with its own connection, shares, bounds, and an end that runs what was taken in.
#include "base/mutex.h"
#include "store/postgres/database_workers.h"
#include "store/tenancy/scope.h"
#include "support/postgres/postgres_cluster.h"
#include "support/postgres/row_reader.h"
#include "support/suite/test_case.h"
#include "support/suite/value_spy.h"

#include <QTest>
#include <future>
#include <latch>

using namespace pulse;
using namespace pulse::store;
using namespace Qt::StringLiterals;

namespace {

void nothing(Connection &) { }

} // namespace

class DatabaseWorkersTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void cleanupTestCase() { m_database.reset(); }
    void eachWorkerHasItsOwnConnection();
    void refusesBeyondItsBound();
    void stopRunsWhatWasTakenIn();
    void participantsTakeTurns();
    void oneTenantCannotTakeAllWorkers();
    void oneTenantCannotTakeAllThatMayWait();
    void workOfClientsThatLeftIsDropped();
    void workOfClientsThatLeftIsCancelled();
    void noNewStatementBeginsForAClientThatLeft();
    void cancellingDoesNotHitTheNextWork();
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
    DatabaseWorkers workers(config(), 2, {});
    QVERIFY(workers.start());
    for (const char *who : {"a", "b"}) {
        QVERIFY(workers.submit(who, [&together, heard = backends.callback()](Connection &connection) {
            together.arrive_and_wait();
            const auto rows = connection.select("SELECT pg_backend_pid()");
            heard(rows ? test::RowReader(*rows).bytes() : QByteArray());
        }));
    }
    QVERIFY(backends.waitFor(2));
    QVERIFY(!backends.values()[0].isEmpty() && backends.values()[0] != backends.values()[1]);
}

void DatabaseWorkersTest::refusesBeyondItsBound()
{
    DatabaseWorkers workers(config(), 1, {.waiting = 2}); // not started: nothing is taken out
    QVERIFY(workers.submit("a", nothing));
    QVERIFY(workers.submit("a", nothing));
    QCOMPARE(workers.submit("a", nothing).error(), WorkRefusal::Full);
    QCOMPARE(workers.counts().refused, 1u);
}

void DatabaseWorkersTest::stopRunsWhatWasTakenIn()
{
    std::atomic<int> ran = 0;
    DatabaseWorkers workers(config(), 2, {});
    QVERIFY(workers.start());
    for (int i = 0; i < 50; ++i)
        QVERIFY(workers.submit("a", [&ran](Connection &) { ++ran; }));
    workers.stop();
    workers.stop();
    QCOMPARE(ran.load(), 50);
    QCOMPARE(workers.submit("a", nothing).error(), WorkRefusal::Stopping);
}

void DatabaseWorkersTest::participantsTakeTurns()
{
    Mutex<QByteArrayList> order;
    DatabaseWorkers workers(config(), 1, {});
    for (const char *who : {"a", "a", "a", "a", "b", "b", "c"}) // before it begins: all of them wait
        QVERIFY(workers.submit(who, [&order, who](Connection &) { order.lock()->append(who); }));
    QVERIFY(workers.start());
    workers.stop();
    QCOMPARE(*order.lock(), (QByteArrayList{"a", "b", "c", "a", "b", "a", "a"}));
}

void DatabaseWorkersTest::oneTenantCannotTakeAllWorkers()
{
    std::latch over(1);
    std::atomic<int> began = 0;
    test::ValueSpy<QByteArray> served;
    DatabaseWorkers workers(config(), 4, {});
    QVERIFY(workers.start());
    for (int i = 0; i < 50; ++i) {
        for (const char *who : {"greedy", "greedy too"})
            QVERIFY(workers.submit(who, [&](Connection &) {
                ++began;
                over.wait();
            }));
    }
    // While both of them have work that does not end, each neighbour is served.
    for (const char *who : {"neighbour", "operators", "neighbour"}) {
        const qsizetype before = served.values().size();
        QVERIFY(workers.submit(who, [heard = served.callback(), who](Connection &) { heard(who); }));
        QVERIFY(served.waitFor(before + 1));
    }
    QTRY_COMPARE(began.load(), 3); // of two that may have two each, four workers, and one kept free
    over.count_down();
    workers.stop();
    QCOMPARE(began.load(), 100);
}

void DatabaseWorkersTest::oneTenantCannotTakeAllThatMayWait()
{
    DatabaseWorkers workers(config(), 1, {.waiting = 10, .waitingPerParticipant = 8});
    for (int i = 0; i < 8; ++i)
        QVERIFY(workers.submit("greedy", nothing));
    QCOMPARE(workers.submit("greedy", nothing).error(), WorkRefusal::ParticipantFull);
    QVERIFY(workers.submit("b", nothing));
    QVERIFY(workers.submit("b", nothing));
    QCOMPARE(workers.submit("b", nothing).error(), WorkRefusal::Full);
    QVERIFY(workers.submit("c", nothing)); // who has nothing there gets one in whatever others did
}

void DatabaseWorkersTest::workOfClientsThatLeftIsDropped()
{
    std::atomic<int> ran = 0;
    const auto held = std::make_shared<int>(0);
    DatabaseWorkers workers(config(), 1, {});
    std::vector<WorkTicket> tickets;
    for (int i = 0; i < 80; ++i) {
        const auto ticket = workers.submit("a", [&ran, held](Connection &) { ++ran; });
        QVERIFY(ticket);
        tickets.push_back(*ticket);
    }
    tickets.pop_back(); // one stayed
    for (const WorkTicket &ticket : tickets)
        workers.abandon(ticket);
    QCOMPARE(workers.waiting(), 1u);
    QCOMPARE(held.use_count(), 2); // ours, and that of the one: the rest is not kept until its turn comes
    workers.abandon(tickets.front()); // twice is once
    QVERIFY(workers.start());
    workers.stop();
    QCOMPARE(ran.load(), 1);
    QCOMPARE(workers.counts().dropped, 79u);
    QCOMPARE(workers.counts().cancelled, 0u);
}

// PostgreSQL is told, so that the worker, and the server behind it, are free for somebody else.
void DatabaseWorkersTest::workOfClientsThatLeftIsCancelled()
{
    test::ValueSpy<QByteArray> states;
    test::ValueSpy<bool> begun;
    DatabaseWorkers workers(config(), 1, {});
    QVERIFY(workers.start());
    const auto ticket = workers.submit("a", [&](Connection &connection) {
        begun.callback()(connection.ensureOpen().has_value());
        const auto slept = connection.select("SELECT pg_sleep(3600)");
        states.callback()(slept ? "slept" : connection.lastState());
    });
    QVERIFY(ticket && begun.waitFor(1));
    workers.abandon(*ticket);
    QVERIFY(states.waitFor(1));
    QCOMPARE(states.values()[0], "57014");
    QCOMPARE(workers.counts().cancelled, 1u);
}

void DatabaseWorkersTest::noNewStatementBeginsForAClientThatLeft()
{
    std::latch hasLeft(1);
    test::ValueSpy<bool> begun;
    test::ValueSpy<QString> codes;
    DatabaseWorkers workers(config(), 1, {});
    QVERIFY(workers.start());
    const auto ticket = workers.submit("a", [&](Connection &connection) {
        begun.callback()(true);
        hasLeft.wait();
        const auto read = connection.query("registry.clock");
        codes.callback()(read ? u"read"_s : read.error().code);
    });
    QVERIFY(ticket && begun.waitFor(1));
    workers.abandon(*ticket);
    hasLeft.count_down();
    QVERIFY(codes.waitFor(1));
    QCOMPARE(codes.values()[0], u"abandoned"_s);
}

void DatabaseWorkersTest::cancellingDoesNotHitTheNextWork()
{
    std::atomic<int> failed = 0;
    std::atomic<int> done = 0;
    DatabaseWorkers workers(config(), 1, {});
    QVERIFY(workers.start());
    for (int i = 0; i < 200; ++i) {
        const auto left = workers.submit(
            "a", [](Connection &connection) { (void)connection.select("SELECT pg_sleep(0.001)"); });
        const auto stays = workers.submit("b", [&](Connection &connection) {
            failed += connection.select("SELECT pg_sleep(0.001)") ? 0 : 1;
            ++done;
        });
        QVERIFY(left && stays);
        QTRY_VERIFY2_WITH_TIMEOUT(workers.waiting() < 2 || done > i, "", 5000);
        workers.abandon(*left);
        QTRY_COMPARE(done.load(), i + 1);
    }
    QCOMPARE(failed.load(), 0);
}

// Each of three workers has a session when PostgreSQL dies; once it answers again, none fails a job on it.
void DatabaseWorkersTest::afterACrashNoWorkerFailsOnItsDeadConnection()
{
    constexpr int kWorkers = 3;
    auto cluster = test::PostgresCluster::start();
    QVERIFY2(cluster, cluster ? "" : qPrintable(cluster.error().what));
    const auto database = (*cluster)->createDatabase();
    QVERIFY(database);
    DatabaseWorkers workers({.conninfo = database->appConnInfo().toUtf8()}, kWorkers, {});
    QVERIFY(workers.start());
    const auto failuresOfARound = [&workers] {
        test::ValueSpy<QString> failures;
        std::latch together(kWorkers); // one job for each worker, of somebody else each
        for (int i = 0; i < kWorkers; ++i) {
            const auto isTaken = workers.submit(
                QByteArray::number(i), [&together, heard = failures.callback()](Connection &connection) {
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
