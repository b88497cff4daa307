// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "standalone/private_postgres.h"

#include "lodging.h"
#include "standalone/leftover.h"
#include "standalone/secret_file.h"
#include "standalone/supervisor.h"
#include "support/process/spin.h"
#include "support/suite/value_spy.h"

#include <QCoreApplication>
#include <QTest>
#include <libpq-fe.h>
#include <memory>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace pulse;
using namespace pulse::standalone;
using namespace pulse::test;

namespace {

struct Running {
    std::unique_ptr<DataFolder> folder;
    std::unique_ptr<PrivatePostgres> postgres;
    std::unique_ptr<Supervisor> supervisor; // goes first
};

Result<Running> startOn(const QString &path)
{
    PULSE_CHECK(becomeOwner(path));
    PULSE_TRY(auto folder, DataFolder::open(path));
    PULSE_TRY(auto postgres, PrivatePostgres::prepare(folder));
    auto supervisor = std::make_unique<Supervisor>();
    PULSE_CHECK(supervisor->start(postgres.program(), kPostgresStartsWithin));
    return Running{std::make_unique<DataFolder>(std::move(folder)),
                   std::make_unique<PrivatePostgres>(std::move(postgres)), std::move(supervisor)};
}

// The first column of the first row, or what went wrong.
QString answer(const QByteArray &connInfo, const char *sql)
{
    const std::unique_ptr<PGconn, decltype(&PQfinish)> connection(PQconnectdb(connInfo.constData()),
                                                                  PQfinish);
    if (PQstatus(connection.get()) != CONNECTION_OK)
        return QString::fromUtf8(PQerrorMessage(connection.get()));
    const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(connection.get(), sql), PQclear);
    if (PQresultStatus(result.get()) != PGRES_TUPLES_OK)
        return QString::fromUtf8(PQresultErrorMessage(result.get()));
    return QString::fromUtf8(PQntuples(result.get()) > 0 ? PQgetvalue(result.get(), 0, 0) : "");
}

QString postmasterFile(const QString &path) { return path + u"/postgres/postmaster.pid"_s; }

} // namespace

// One cluster for all: initdb takes a second or two.
class PrivatePostgresTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void answersUnderALongPath();
    void isDurableAndPrivate();
    void refusesAWrongPassword();
    void isRestartedWhenKilled();
    void keepsItsDataAndPasswords();
    void aForeignPidInItsFileIsNoObstacle();
    void diesWithAKilledServer();
    void aLeftoverIsEnded();
    void anInterruptedFirstStartBeginsAnew();

private:
    QString path() const { return m_lodging.longPath(); }

    Lodging m_lodging;
    Result<Running> m_running = fail(ErrorKind::Unavailable, u"not started"_s);
};

void PrivatePostgresTest::initTestCase()
{
    QVERIFY(path().size() > 150);
    m_running = startOn(path());
    QVERIFY2(m_running, m_running ? "" : qPrintable(m_running.error().what));
}

void PrivatePostgresTest::answersUnderALongPath()
{
    const QByteArray owner = m_running->postgres->ownerConnInfo("postgres");
    QCOMPARE(answer(owner, "SELECT current_user::text"), u"pulse_owner"_s);
    QCOMPARE(answer(owner, "SHOW data_directory"), path() + u"/postgres"_s);
    QCOMPARE(answer(owner, "CREATE TABLE kept AS SELECT 'yes'::text AS word; SELECT word FROM kept"),
             u"yes"_s);
}

void PrivatePostgresTest::isDurableAndPrivate()
{
    const QByteArray owner = m_running->postgres->ownerConnInfo("postgres");
    const std::pair<const char *, const char *> expected[] = {{"SHOW fsync", "on"},
                                                              {"SHOW synchronous_commit", "on"},
                                                              {"SHOW data_checksums", "on"},
                                                              {"SHOW listen_addresses", ""},
                                                              {"SHOW server_encoding", "UTF8"},
                                                              {"SHOW lc_collate", "C.UTF-8"},
                                                              {"SHOW unix_socket_permissions", "0700"},
                                                              {"SHOW max_connections", "50"},
                                                              {"SHOW max_wal_size", "4GB"},
                                                              {"SHOW password_encryption", "scram-sha-256"}};
    for (const auto &[question, value] : expected)
        QCOMPARE(answer(owner, question), QString::fromLatin1(value));
    QVERIFY(QFileInfo::exists(path() + u"/log"_s));
    QVERIFY(!QDir(path() + u"/log"_s).entryList({u"postgres-*.log"_s}).isEmpty());
}

void PrivatePostgresTest::refusesAWrongPassword()
{
    QByteArray wrong = m_running->postgres->ownerConnInfo("postgres");
    wrong.replace("password='", "password='x");
    QVERIFY(answer(wrong, "SELECT 1").contains(u"password authentication failed"_s));
    QVERIFY(!QFileInfo::exists(path() + u"/secrets/initdb"_s));
}

void PrivatePostgresTest::isRestartedWhenKilled()
{
    Child *child = m_running->supervisor->child(u"postgres"_s);
    ValueSpy<ChildState> states;
    connect(child, &Child::stateChanged, this, states.callback());
    QCOMPARE(::kill(static_cast<pid_t>(child->pid()), SIGKILL), 0);
    QVERIFY(states.waitFor(1));
    QTRY_COMPARE_WITH_TIMEOUT(child->state(), ChildState::Ready, 30'000);
    QCOMPARE(answer(m_running->postgres->ownerConnInfo("postgres"), "SELECT word FROM kept"), u"yes"_s);
}

void PrivatePostgresTest::keepsItsDataAndPasswords()
{
    m_running = fail(ErrorKind::Unavailable, u"stopped"_s);
    QVERIFY(!QFileInfo::exists(postmasterFile(path())));
    m_running = startOn(path());
    QVERIFY2(m_running, m_running ? "" : qPrintable(m_running.error().what));
    QCOMPARE(answer(m_running->postgres->ownerConnInfo("postgres"), "SELECT word FROM kept"), u"yes"_s);
}

// After a crash in a container the pid soon belongs to another process of the same user.
void PrivatePostgresTest::aForeignPidInItsFileIsNoObstacle()
{
    QByteArray file;
    {
        QFile reading(postmasterFile(path()));
        QVERIFY(reading.open(QIODevice::ReadOnly));
        file = reading.readAll();
    }
    m_running = fail(ErrorKind::Unavailable, u"stopped"_s);
    const auto other = ChildProcess::start(u"sleep"_s, {u"600"_s});
    QVERIFY(other);
    file.replace(0, file.indexOf('\n'), QByteArray::number((*other)->pid()));
    QVERIFY(writeSecretFile(postmasterFile(path()), file));
    m_running = startOn(path());
    QVERIFY2(m_running, m_running ? "" : qPrintable(m_running.error().what));
    QVERIFY((*other)->isRunning());
}

void PrivatePostgresTest::diesWithAKilledServer()
{
    m_running = fail(ErrorKind::Unavailable, u"stopped"_s);
    const auto server =
        ChildProcess::start(QCoreApplication::applicationFilePath(), {u"--be-a-server"_s, path()});
    QVERIFY(server);
    QVERIFY2((*server)->waitForLine(u"is ready\n"_s, 60s), qPrintable((*server)->output()));
    const auto postmaster = runningPid(postmasterFile(path()), path() + u"/postgres"_s);
    QVERIFY(postmaster);
    const auto second = DataFolder::open(path());
    QVERIFY(!second);
    QVERIFY2(second.error().what.contains(QString::number((*server)->pid())),
             qPrintable(second.error().what));
    (*server)->kill();
    (*server)->waitForExit();
    QVERIFY(spinUntil([&] { return !isAlive(*postmaster); }, 30s));
    m_running = startOn(path());
    QVERIFY2(m_running, m_running ? "" : qPrintable(m_running.error().what));
}

// A postmaster that nobody told of the server's end: started by hand.
void PrivatePostgresTest::aLeftoverIsEnded()
{
    const ChildProgram program = m_running->postgres->program();
    m_running = fail(ErrorKind::Unavailable, u"stopped"_s);
    const QString sockets = m_lodging.path(u"s"_s);
    QVERIFY(QDir().mkdir(sockets));
    const auto leftover =
        ChildProcess::start(program.program, QStringList(program.arguments) + QStringList{u"-k"_s, sockets});
    QVERIFY(leftover);
    QVERIFY(spinUntil([&] { return program.isReady((*leftover)->pid()); }, 30s));
    m_running = startOn(path());
    QVERIFY2(m_running, m_running ? "" : qPrintable(m_running.error().what));
    QCOMPARE((*leftover)->waitForExit(), 0); // told, not killed
    QCOMPARE(answer(m_running->postgres->ownerConnInfo("postgres"), "SELECT word FROM kept"), u"yes"_s);
}

void PrivatePostgresTest::anInterruptedFirstStartBeginsAnew()
{
    const QString fresh = m_lodging.path(u"fresh"_s);
    QVERIFY(QDir().mkpath(fresh + u"/postgres.new/base"_s)); // what a half initdb leaves
    const auto running = startOn(fresh);
    QVERIFY2(running, running ? "" : qPrintable(running.error().what));
    QVERIFY(!QFileInfo::exists(fresh + u"/postgres.new"_s));
    QCOMPARE(answer(running->postgres->ownerConnInfo("postgres"), "SELECT current_user::text"),
             u"pulse_owner"_s);
}

int main(int argc, char **argv)
{
    if (!becomeOrdinary())
        return 1;
    QCoreApplication application(argc, argv);
    if (application.arguments().value(1) == u"--be-a-server"_s) {
        const auto running = startOn(application.arguments().value(2));
        std::printf("%s\n", running ? "is ready" : qPrintable(running.error().what));
        std::fflush(stdout);
        return running ? QCoreApplication::exec() : 1;
    }
    PrivatePostgresTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "private_postgres_test.moc"
