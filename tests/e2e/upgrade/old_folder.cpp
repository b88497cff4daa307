// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "old_folder.h"

#include "standalone/postgres_programs.h"
#include "store/postgres/connection.h"
#include "support/process/child_process.h"
#include "support/process/spin.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <unistd.h>

namespace pulse::test {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

// Of every table but the readings, whose times are what devices said.
constexpr auto kMoveTimes = R"(DO $$
DECLARE
    passed interval := now() - (SELECT max(at) FROM change);
    moved record;
BEGIN
    FOR moved IN
        SELECT c.table_name, string_agg(format('%I = %I + %L::interval', column_name, column_name, passed), ', ') AS sets
          FROM information_schema.columns AS c
          JOIN information_schema.tables AS t USING (table_schema, table_name)
         WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' AND c.udt_name = 'timestamptz'
           AND c.table_name NOT LIKE 'reading%'
         GROUP BY c.table_name
    LOOP
        EXECUTE format('UPDATE %I SET %s', moved.table_name, moved.sets);
    END LOOP;
END $$)";

Account ownerOf(const QString &folder)
{
    const QFileInfo info(folder);
    return {info.ownerId(), info.groupId()};
}

Result<> give(const QString &from, const QString &to, const Account &owner)
{
    QFile::remove(to);
    const QByteArray path = QFile::encodeName(to);
    if (!QFile::copy(from, to) || !QFile::setPermissions(to, QFile::ReadOwner | QFile::WriteOwner)
        || ::chown(path.constData(), owner.uid, owner.gid) != 0)
        return fail(ErrorKind::Internal, u"cannot put %1 at %2"_s.arg(from, to));
    return {};
}

// What an older server's folder lacks is made anew, or done without.
void forgetNewerFiles(const QString &dataFolder)
{
    QDir secrets(dataFolder + u"/secrets"_s);
    for (const QString &name : secrets.entryList(QDir::Files)) {
        if (name != "postgres.json"_L1 && name != "broker"_L1 && name != "owner.conninfo"_L1)
            secrets.remove(name);
    }
    QDir broker(dataFolder + u"/broker"_s);
    for (const QString &name : broker.entryList(QDir::Files))
        broker.remove(name);
}

// The folder's own PostgreSQL, without a server of ours.
class Alone {
public:
    Result<> start(const QString &dataFolder, const Account &owner)
    {
        if (::chown(QFile::encodeName(m_sockets.path()).constData(), owner.uid, owner.gid) != 0)
            return fail(ErrorKind::Internal, u"cannot give the sockets' folder away"_s);
        PULSE_TRY(m_programs, standalone::findPostgres(u"15"_s));
        QFile conninfo(dataFolder + u"/secrets/owner.conninfo"_s);
        if (!conninfo.open(QIODevice::ReadOnly))
            return fail(ErrorKind::NotFound, conninfo.errorString());
        m_conninfo = conninfo.readAll().trimmed() + " host=" + QFile::encodeName(m_sockets.path());
        ChildOptions options;
        if (::geteuid() == 0)
            options.runAs = owner;
        options.folder = u"/"_s;
        PULSE_TRY(m_process,
                  ChildProcess::start(m_programs.postgres(),
                                      {u"-D"_s, dataFolder + u"/postgres"_s, u"-k"_s, m_sockets.path()},
                                      options));
        store::Connection probe({conninfoOf("postgres")});
        if (!spinUntil([&probe] { return probe.ensureOpen().has_value(); }, 60s))
            return fail(ErrorKind::Unavailable, m_process->output());
        return {};
    }
    QByteArray conninfoOf(const QByteArray &database) const { return m_conninfo + " dbname=" + database; }
    Result<> restore(const QString &dump) const
    {
        PULSE_CHECK(ChildProcess::run(
            m_programs.folder + u"/pg_restore"_s,
            {u"--exit-on-error"_s, u"--dbname"_s, QString::fromUtf8(conninfoOf("pulse")), dump}));
        return {};
    }
    Result<> stop()
    {
        m_process->signal(SIGINT);
        if (m_process->waitForExit(60s) != 0)
            return fail(ErrorKind::Unavailable, m_process->output());
        return {};
    }

private:
    QTemporaryDir m_sockets{u"/tmp/pulse-old-XXXXXX"_s};
    standalone::PostgresPrograms m_programs;
    QByteArray m_conninfo;
    std::unique_ptr<ChildProcess> m_process;
};

} // namespace

Result<> becomeOldFolder(const QString &dataFolder, const QString &dump)
{
    const Account owner = ownerOf(dataFolder);
    forgetNewerFiles(dataFolder);
    PULSE_CHECK(give(dump + u"/vault.key"_s, dataFolder + u"/secrets/vault.key"_s, owner));
    PULSE_CHECK(give(dump + u"/broker-users"_s, dataFolder + u"/broker/users"_s, owner));
    Alone postgres;
    PULSE_CHECK(postgres.start(dataFolder, owner));
    {
        store::Connection maintenance({postgres.conninfoOf("postgres")});
        PULSE_CHECK(maintenance.command("DROP DATABASE pulse"));
        PULSE_CHECK(maintenance.command("CREATE DATABASE pulse"));
    }
    PULSE_CHECK(postgres.restore(dump + u"/pulse.dump"_s));
    {
        store::Connection connection({postgres.conninfoOf("pulse")});
        PULSE_CHECK(connection.command(kMoveTimes));
    }
    return postgres.stop();
}

Result<QList<QStringList>> readCells(const QString &path, QChar separator)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorKind::NotFound, path + u": "_s + file.errorString());
    QList<QStringList> lines;
    for (const QString &line : QString::fromUtf8(file.readAll()).split(u'\n', Qt::SkipEmptyParts))
        lines.append(line.split(separator));
    return lines;
}

} // namespace pulse::test
