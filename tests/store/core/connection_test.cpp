// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A connection: statements by name, errors by what a caller can do, and opening again after a loss.
#include "store/postgres/connection.h"
#include "support/postgres/postgres_cluster.h"
#include "support/postgres/row_reader.h"
#include "support/process/spin.h"
#include "support/suite/test_case.h"

#include <QTest>
#include <sys/socket.h>
#include <thread>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::store;

class ConnectionTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void init();
    void cleanupTestCase();
    void statesSayWhatACallerCanDo_data();
    void statesSayWhatACallerCanDo();
    void opensByItself();
    void anUnreachableServerIsUnavailable();
    void errorsKeepThePassword();
    void anUnknownStatementIsABug();
    void failuresCarryTheirState();
    void opensAgainAfterALoss();
    void sessionsAreAsStatementsExpect();
    void statementsAreNeitherCompiledNorParallel();
    void aStatementTimeoutIsUnavailable();
    void aSilentClientLosesItsLocks_data();
    void aSilentClientLosesItsLocks();
    void aClientThatIsGoneLosesItsLocksInTheMiddleOfAStatement();
    void aLongStatementIsNotSilence();
    void silenceIsNothingWhereItIsNotLimited();
    void notificationsArrive();
    void aLostListenerIsUnavailable();

private:
    void killAll() const;
    ConnectionConfig impatient() const; // whose silence is limited to a second
    bool isLockHeld() const;
    std::unique_ptr<test::TestDatabase> m_database;
    std::unique_ptr<Connection> m_connection;
};

void ConnectionTest::initTestCase()
{
    auto database = test::PostgresCluster::create();
    QVERIFY2(database, database ? "" : qPrintable(database.error().what));
    m_database = std::make_unique<test::TestDatabase>(*std::move(database));
}

void ConnectionTest::init()
{
    m_connection =
        std::make_unique<Connection>(ConnectionConfig{.conninfo = m_database->appConnInfo().toUtf8()});
}

void ConnectionTest::cleanupTestCase()
{
    m_connection.reset();
    m_database.reset();
}

void ConnectionTest::killAll() const
{
    QVERIFY(m_database->execute(u"SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                                "WHERE datname = current_database() AND pid <> pg_backend_pid()"_s));
}

void ConnectionTest::statesSayWhatACallerCanDo_data()
{
    QTest::addColumn<QByteArray>("state");
    QTest::addColumn<ErrorKind>("kind");
    const auto row = [](const char *state, ErrorKind kind) {
        QTest::newRow(*state ? state : "none") << QByteArray(state) << kind;
    };
    for (const char *state :
         {"", "08006", "40001", "40P01", "53300", "57P01", "57P05", "57014", "55P03", "25P03"})
        row(state, ErrorKind::Unavailable);
    for (const char *state : {"22003", "22021", "22P02", "23502", "23503", "23514"})
        row(state, ErrorKind::Invalid);
    row("23505", ErrorKind::Conflict);
    for (const char *state : {"42501", "42P01", "42601", "XX000", "25P02", "21000"})
        row(state, ErrorKind::Internal);
}

void ConnectionTest::statesSayWhatACallerCanDo()
{
    QFETCH(QByteArray, state);
    QTEST(kindOfState(state), "kind");
}

void ConnectionTest::opensByItself()
{
    QVERIFY(!m_connection->isOpen());
    QCOMPARE(m_connection->socket(), -1);
    QVERIFY(m_connection->select("SELECT 1"));
    QVERIFY(m_connection->isOpen());
    QVERIFY(m_connection->socket() >= 0);
    m_connection->close();
    QVERIFY(!m_connection->isOpen());
}

void ConnectionTest::anUnreachableServerIsUnavailable()
{
    Connection connection({.conninfo = "host=/nonexistent dbname=pulse"});
    const auto opened = connection.ensureOpen();
    QVERIFY(!opened);
    QCOMPARE(opened.error().kind, ErrorKind::Unavailable);
    QVERIFY(!connection.isOpen());
    QVERIFY(!connection.query("registry.clock"));
}

void ConnectionTest::errorsKeepThePassword()
{
    for (const char *conninfo :
         {"host=/nonexistent password=hidden", "host=/nonexistent password=hidden nonsense",
          "postgresql://user:hidden@127.0.0.1:1/pulse"}) {
        Connection connection({.conninfo = conninfo});
        const auto opened = connection.ensureOpen();
        QVERIFY(!opened);
        QVERIFY2(!opened.error().what.contains(u"hidden"_s), qPrintable(opened.error().what));
    }
}

void ConnectionTest::anUnknownStatementIsABug()
{
    const auto rows = m_connection->query("registry.nonsense");
    QVERIFY(!rows);
    QCOMPARE(rows.error().kind, ErrorKind::Internal);
    QVERIFY(rows.error().what.contains(u"registry.nonsense"_s));
}

void ConnectionTest::failuresCarryTheirState()
{
    QVERIFY(!m_connection->select("SELECT 1/0"));
    QCOMPARE(m_connection->lastState(), QByteArray("22012"));
    const auto denied = m_connection->select("SELECT 1 FROM tenant");
    QVERIFY(!denied);
    QCOMPARE(denied.error().kind, ErrorKind::Internal); // our setup, not the caller's doing
    QVERIFY(m_connection->isOpen());
}

void ConnectionTest::opensAgainAfterALoss()
{
    QVERIFY(m_connection->query("registry.clock"));
    killAll();
    const auto lost = m_connection->query("registry.clock");
    QVERIFY(!lost);
    QCOMPARE(lost.error().kind, ErrorKind::Unavailable);
    QVERIFY(!m_connection->isOpen());
    QVERIFY(m_connection->query("registry.clock")); // prepared anew
}

void ConnectionTest::sessionsAreAsStatementsExpect()
{
    const auto rows =
        m_connection->select("SELECT concat_ws(' ', current_setting('timezone'), "
                             "current_setting('synchronous_commit'), current_setting('client_encoding'), "
                             "current_setting('application_name'), current_user)");
    QVERIFY(rows);
    QCOMPARE(test::RowReader(*rows).text(), u"UTC on UTF8 pulse pulse_login"_s);
}

// Compiling a chart's statement, or sharing it out, took longer than it ran.
void ConnectionTest::statementsAreNeitherCompiledNorParallel()
{
    const auto plans = m_connection->select("SELECT concat_ws(' ', current_setting('jit'), "
                                            "current_setting('max_parallel_workers_per_gather'))");
    QVERIFY(plans);
    QCOMPARE(test::RowReader(*plans).text(), u"off 0"_s);
}

void ConnectionTest::aStatementTimeoutIsUnavailable()
{
    Connection connection(
        {.conninfo = m_database->appConnInfo().toUtf8(), .statementTimeout = std::chrono::milliseconds{20}});
    const auto rows = connection.select("SELECT pg_sleep(60)");
    QVERIFY(!rows);
    QCOMPARE(rows.error().kind, ErrorKind::Unavailable);
    QCOMPARE(connection.lastState(), QByteArray("57014"));
    QCOMPARE(rows.error().code, u"query_too_slow"_s); // no outage: the database is there
    QVERIFY(connection.select("SELECT 1"));
}

ConnectionConfig ConnectionTest::impatient() const
{
    return {.conninfo = m_database->appConnInfo().toUtf8(), .silenceTimeout = std::chrono::seconds{1}};
}

bool ConnectionTest::isLockHeld() const
{
    const auto held =
        m_database->query(u"SELECT count(*) FROM pg_locks AS l JOIN pg_database AS d ON d.oid = l.database "
                          "WHERE l.locktype = 'advisory' AND l.granted AND d.datname = current_database()"_s);
    return !held || *held != QStringList{u"0"_s};
}

void ConnectionTest::aSilentClientLosesItsLocks_data()
{
    QTest::addColumn<QByteArray>("last");
    QTest::newRow("between transactions") << QByteArray("SELECT 1");
    QTest::newRow("inside a transaction") << QByteArray("BEGIN");
    QTest::newRow("inside a failed one") << QByteArray("BEGIN; SELECT 1/0");
}

void ConnectionTest::aSilentClientLosesItsLocks()
{
    QFETCH(QByteArray, last);
    Connection silent(impatient());
    QVERIFY(silent.command("SELECT pg_advisory_lock(1)"));
    QVERIFY(isLockHeld());
    (void)silent.command(last);
    QVERIFY(test::spinUntil([this] { return !isLockHeld(); }, std::chrono::seconds{20}));
    const auto late = silent.select("COMMIT");
    QVERIFY(!late);
    QCOMPARE(late.error().kind, ErrorKind::Unavailable);
    QVERIFY(!silent.isOpen());
    QVERIFY(silent.select("SELECT 1"));
}

void ConnectionTest::aClientThatIsGoneLosesItsLocksInTheMiddleOfAStatement()
{
    Connection gone(impatient());
    QVERIFY(gone.command("SELECT pg_advisory_lock(1)"));
    const int socket = gone.socket();
    std::thread waiting([&gone] { (void)gone.command("SELECT pg_sleep(600)"); });
    const auto sleeps = [this] {
        return m_database
                   ->query(u"SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND "
                           "wait_event = 'PgSleep'"_s)
                   .value_or(QStringList())
                   .size()
            == 1;
    };
    const bool isSleeping = test::spinUntil(sleeps, std::chrono::seconds{10});
    ::shutdown(socket, SHUT_RDWR);
    waiting.join();
    QVERIFY(isSleeping);
    QVERIFY(test::spinUntil([this] { return !isLockHeld(); }, std::chrono::seconds{20}));
}

void ConnectionTest::aLongStatementIsNotSilence()
{
    Connection busy(impatient());
    QVERIFY(busy.command("SELECT pg_sleep(2.5)"));
    QVERIFY(busy.command("BEGIN; SELECT pg_sleep(2.5); COMMIT"));
}

void ConnectionTest::silenceIsNothingWhereItIsNotLimited()
{
    for (const char *setting : {"idle_session_timeout", "idle_in_transaction_session_timeout"}) {
        const auto value = m_connection->select(QByteArray("SHOW ") + setting);
        QVERIFY(value);
        QCOMPARE(test::RowReader(*value).text(), u"0"_s);
    }
}

void ConnectionTest::notificationsArrive()
{
    QVERIFY(m_connection->command("LISTEN pulse_change"));
    QVERIFY(m_database->execute(u"NOTIFY pulse_change, '7'"_s));
    QList<QByteArray> payloads;
    QVERIFY(test::spinUntil(
        [&] {
            if (const auto taken = m_connection->takeNotifications())
                payloads += *taken;
            return !payloads.isEmpty();
        },
        std::chrono::seconds{5}));
    QCOMPARE(payloads, QList<QByteArray>{"7"});
}

void ConnectionTest::aLostListenerIsUnavailable()
{
    QVERIFY(!m_connection->takeNotifications()); // not open
    QVERIFY(m_connection->command("LISTEN pulse_change"));
    killAll();
    QVERIFY(test::spinUntil([this] { return !m_connection->takeNotifications(); }, std::chrono::seconds{5}));
    QVERIFY(!m_connection->isOpen());
}

PULSE_TEST_CASE(ConnectionTest)
#include "connection_test.moc"
