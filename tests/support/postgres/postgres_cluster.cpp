// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/postgres/postgres_cluster.h"

#include "store/postgres/migrator.h"
#include "support/process/spin.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>
#include <atomic>
#include <libpq-fe.h>
#include <unistd.h>

namespace pulse::test {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kTemplate = "pulse_template"_L1;
constexpr auto kLoginPassword = "only-for-tests"_L1;

using Connection = std::unique_ptr<PGconn, decltype(&PQfinish)>;
using Answer = std::unique_ptr<PGresult, decltype(&PQclear)>;

QString connInfo(const QString &folder, const QString &database, QLatin1StringView user)
{
    return u"host=%1 dbname=%2 user=%3"_s.arg(folder, database, user);
}

QString ownerConnInfo(const QString &folder, const QString &database)
{
    return connInfo(folder, database, "pulse_owner"_L1);
}

Result<QStringList> ask(const QString &info, const QString &sql)
{
    const Connection connection(PQconnectdb(info.toUtf8().constData()), &PQfinish);
    if (PQstatus(connection.get()) != CONNECTION_OK)
        return fail(ErrorKind::Unavailable, QString::fromUtf8(PQerrorMessage(connection.get())));
    PQsetNoticeProcessor(
        connection.get(), [](void *, const char *) {}, nullptr);
    const Answer answer(PQexec(connection.get(), sql.toUtf8().constData()), &PQclear);
    const auto status = PQresultStatus(answer.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_EMPTY_QUERY)
        return fail(ErrorKind::Internal, QString::fromUtf8(PQerrorMessage(connection.get())));
    QStringList column;
    for (int row = 0; row < PQntuples(answer.get()); ++row) {
        const bool isNull = PQgetisnull(answer.get(), row, 0) != 0;
        column << (isNull ? QString() : QString::fromUtf8(PQgetvalue(answer.get(), row, 0)));
    }
    return column;
}

// The newest installed version, where Debian keeps them, or whatever PATH offers.
QString binary(const QString &name)
{
    const QDir versions(u"/usr/lib/postgresql"_s);
    QFileInfoList installed = versions.entryInfoList(QDir::Dirs | QDir::NoDotAndDotDot);
    std::sort(installed.begin(), installed.end(), [](const QFileInfo &a, const QFileInfo &b) {
        return a.fileName().toInt() > b.fileName().toInt();
    });
    for (const QFileInfo &version : installed) {
        const QString path = version.filePath() + u"/bin/"_s + name;
        if (QFileInfo(path).isExecutable())
            return path;
    }
    return QStandardPaths::findExecutable(name);
}

Result<TestDatabase> newDatabase(const QString &folder)
{
    static std::atomic<int> count = 0;
    const QString name = u"t_%1_%2"_s.arg(::getpid()).arg(++count);
    PULSE_CHECK(
        ask(ownerConnInfo(folder, u"postgres"_s), u"CREATE DATABASE %1 TEMPLATE %2"_s.arg(name, kTemplate)));
    return TestDatabase(folder, name);
}

} // namespace

TestDatabase::TestDatabase(QString folder, QString name)
    : m_folder(std::move(folder))
    , m_name(std::move(name))
{
}

TestDatabase::TestDatabase(TestDatabase &&other) noexcept
    : m_folder(std::exchange(other.m_folder, {}))
    , m_name(std::exchange(other.m_name, {}))
{
}

TestDatabase &TestDatabase::operator=(TestDatabase &&other) noexcept
{
    if (this != &other) {
        drop();
        m_folder = std::exchange(other.m_folder, {});
        m_name = std::exchange(other.m_name, {});
    }
    return *this;
}

TestDatabase::~TestDatabase() { drop(); }

void TestDatabase::drop()
{
    // The cluster may be gone already, and its data with it.
    if (!m_name.isEmpty())
        (void)ask(ownerConnInfo(m_folder, u"postgres"_s),
                  u"DROP DATABASE IF EXISTS %1 WITH (FORCE)"_s.arg(m_name));
}

QString TestDatabase::adminConnInfo() const { return ownerConnInfo(m_folder, m_name); }

QString TestDatabase::appConnInfo() const
{
    return connInfo(m_folder, m_name, "pulse_login"_L1) + u" password="_s + kLoginPassword;
}

Result<> TestDatabase::execute(const QString &sql) const
{
    PULSE_CHECK(ask(adminConnInfo(), sql));
    return {};
}

Result<QStringList> TestDatabase::query(const QString &sql) const { return ask(adminConnInfo(), sql); }

Result<TestDatabase> PostgresCluster::create()
{
    // The fixture's cluster, else one that lives as long as this process.
    const QString state = qEnvironmentVariable("PULSE_TEST_POSTGRES");
    if (QFile shared(state); !state.isEmpty() && shared.open(QIODevice::ReadOnly)) {
        const QString folder = QString::fromUtf8(shared.readAll()).section(u'\n', 0, 0);
        return newDatabase(folder);
    }
    static const auto own = start();
    if (!own)
        return tl::unexpected(own.error());
    return (*own)->createDatabase();
}

PostgresCluster::PostgresCluster(Durability durability, QStringList settings, QStringList environment)
    : m_folder(u"/tmp/pulse-test-XXXXXX"_s) // short: a socket's path has 107 bytes
    , m_durability(durability)
    , m_settings(std::move(settings))
    , m_environment(std::move(environment))
{
}

PostgresCluster::~PostgresCluster() { stop(); }

Result<std::unique_ptr<PostgresCluster>>
PostgresCluster::start(Durability durability, const QStringList &settings, const QStringList &environment)
{
    std::unique_ptr<PostgresCluster> cluster(new PostgresCluster(durability, settings, environment));
    PULSE_CHECK(cluster->initialise());
    PULSE_CHECK(cluster->restart());
    PULSE_CHECK(cluster->migrate());
    return cluster;
}

Result<> PostgresCluster::initialise()
{
    const auto account = ordinaryAccount();
    const QByteArray folder = QFile::encodeName(m_folder.path());
    if (!m_folder.isValid() || (account && ::chown(folder.constData(), account->uid, account->gid) != 0))
        return fail(ErrorKind::Internal, u"no private folder: "_s + m_folder.errorString());
    PULSE_CHECK(
        ChildProcess::run(binary(u"initdb"_s),
                          {u"--locale=C.UTF-8"_s, u"--encoding=UTF8"_s, u"--auth=trust"_s, u"--no-sync"_s,
                           u"--no-instructions"_s, u"--username=pulse_owner"_s, u"--pgdata=data"_s},
                          {.runAs = account, .folder = m_folder.path()}));
    return {};
}

QStringList PostgresCluster::settings() const
{
    QStringList values{u"listen_addresses="_s, u"unix_socket_directories="_s + m_folder.path(),
                       u"max_connections=200"_s, u"shared_buffers=64MB"_s, u"log_min_messages=warning"_s};
    if (m_durability == Durability::None)
        values << u"fsync=off"_s << u"full_page_writes=off"_s << u"autovacuum_naptime=5min"_s;
    QStringList arguments{u"-D"_s, u"data"_s};
    for (const QString &value : values + m_settings)
        arguments << u"-c"_s << value;
    return arguments;
}

Result<> PostgresCluster::restart()
{
    PULSE_TRY(m_postmaster,
              ChildProcess::start(binary(u"postgres"_s), settings(),
                                  {.runAs = ordinaryAccount(),
                                   .environment = m_environment + QStringList{u"PGPORT=5432"_s},
                                   .folder = m_folder.path(),
                                   .deathSignal = SIGQUIT}));
    const QByteArray info = ownerConnInfo(m_folder.path(), u"postgres"_s).toUtf8();
    const auto answers = [&info] { return PQping(info.constData()) == PQPING_OK; };
    spinUntil([this, &answers] { return answers() || !m_postmaster->isRunning(); }, std::chrono::seconds{30});
    if (!answers())
        return fail(ErrorKind::Unavailable, u"PostgreSQL did not start:\n"_s + m_postmaster->output());
    return {};
}

// With the product's own migrator. Then nobody may connect, so that it can be copied.
Result<> PostgresCluster::migrate() const
{
    const QString owner = ownerConnInfo(m_folder.path(), u"postgres"_s);
    PULSE_CHECK(ask(owner, u"CREATE DATABASE "_s + kTemplate));
    PULSE_CHECK(ask(owner, u"CREATE ROLE pulse_login LOGIN NOINHERIT PASSWORD '%1'"_s.arg(kLoginPassword)));
    {
        store::Connection connection({.conninfo = ownerConnInfo(m_folder.path(), kTemplate).toUtf8()});
        PULSE_CHECK(store::migrate(connection, "pulse_login"));
    }
    PULSE_CHECK(
        ask(owner, u"ALTER DATABASE %1 WITH ALLOW_CONNECTIONS false IS_TEMPLATE true"_s.arg(kTemplate)));
    return {};
}

Result<TestDatabase> PostgresCluster::createDatabase() const { return newDatabase(m_folder.path()); }

void PostgresCluster::stop() { end(SIGINT); }

void PostgresCluster::stopImmediately() { end(SIGQUIT); }

void PostgresCluster::kill() { end(SIGKILL); }

// With its last reference goes the process, should it not have obeyed.
void PostgresCluster::end(int signal)
{
    if (!m_postmaster)
        return;
    m_postmaster->signal(signal);
    m_postmaster->waitForExit(std::chrono::seconds{10});
    m_postmaster.reset();
}

} // namespace pulse::test
