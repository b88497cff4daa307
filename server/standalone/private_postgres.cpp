// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "standalone/private_postgres.h"

#include "standalone/leftover.h"
#include "standalone/log.h"
#include "standalone/secret_file.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <algorithm>
#include <cstdio>
#include <sys/prctl.h>
#include <unistd.h>

namespace pulse::standalone {

using namespace Qt::StringLiterals;

namespace {

constexpr int kInitdbTakesAtMost = 120'000; // milliseconds
constexpr auto kSettingsFile = "pulse.conf"_L1; // in the cluster, included by its postgresql.conf

QString pidFileOf(const QString &cluster) { return cluster + u"/postmaster.pid"_s; }

QString versionOf(const QString &cluster)
{
    QFile file(cluster + u"/PG_VERSION"_s);
    return file.open(QIODevice::ReadOnly) ? QString::fromLatin1(file.readAll().trimmed()) : QString();
}

// The postmaster keeps its status on the eighth line: starting, stopping, ready, standby.
bool isPostmasterReady(const QString &cluster, qint64 pid)
{
    QFile file(pidFileOf(cluster));
    if (!file.open(QIODevice::ReadOnly))
        return false;
    const QList<QByteArray> lines = file.readAll().split('\n');
    return lines.value(0).trimmed().toLongLong() == pid && lines.value(7).trimmed() == "ready";
}

// A pid file whose pid now belongs to another process of ours would make PostgreSQL believe that it runs. The
// pid is replaced by one that cannot be, not the file removed: PostgreSQL still checks its shared memory by
// the other lines.
Result<> forgetOthersPid(const QString &cluster)
{
    const QString path = pidFileOf(cluster);
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly) || runningPid(path, cluster))
        return {};
    QByteArray text = file.readAll();
    constexpr int kBeyondEveryPid = 0x7ffffffe;
    text.replace(0, std::max<qsizetype>(text.indexOf('\n'), 0), QByteArray::number(kBeyondEveryPid));
    return writeSecretFile(path, text);
}

Result<> endLeftoverCluster(const QString &cluster, const Interruption &interruption = {})
{
    PULSE_CHECK(endLeftover({.pidFile = pidFileOf(cluster),
                             .argument = cluster,
                             .stopSignal = SIGINT, // fast: sessions end, data is written
                             .hardSignal = SIGQUIT, // immediate: it recovers at the next start
                             .interruption = interruption}));
    return forgetOthersPid(cluster);
}

// False when it does not end in time, or the interruption comes.
bool waitForInitdb(QProcess &process, const Interruption &interruption)
{
    constexpr int kLookEvery = 50; // milliseconds
    for (int waited = 0; waited < kInitdbTakesAtMost && !interruption.hasCome(); waited += kLookEvery) {
        if (process.waitForFinished(kLookEvery) || process.state() == QProcess::NotRunning)
            return process.error() != QProcess::FailedToStart;
    }
    return false;
}

Result<> runInitdb(const PostgresPrograms &programs, const QStringList &arguments, const QString &folder,
                   const Interruption &interruption)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.setWorkingDirectory(folder);
    process.setChildProcessModifier([parent = ::getpid()] {
        if (::prctl(PR_SET_PDEATHSIG, SIGTERM) != 0 || ::getppid() != parent)
            ::_exit(127);
    });
    process.start(programs.initdb(), arguments);
    if (!waitForInitdb(process, interruption)) {
        const QString why = process.errorString();
        process.kill();
        process.waitForFinished(5'000);
        if (interruption.hasCome())
            return tl::unexpected(stopped());
        return fail(ErrorKind::Unavailable, u"cannot run %1: %2"_s.arg(programs.initdb(), why));
    }
    if (process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0)
        return {};
    return fail(ErrorKind::Unavailable,
                u"initdb failed: "_s + QString::fromUtf8(process.readAll()).trimmed());
}

QByteArray quoted(const QByteArray &text)
{
    QByteArray inside = text;
    return "'" + inside.replace("\\", "\\\\").replace("'", "\\'") + "'"; // libpq's keywords: \\ and \'
}

QByteArray settingsText(const DataPaths &paths, const QString &sockets)
{
    constexpr qint64 kMegabyte = 1024 * 1024;
    const qint64 buffers = std::clamp<qint64>(usableMemory() / 8 / kMegabyte, 32, 1024);
    QByteArray logFolder = paths.log().toUtf8();
    return "# Written at every start of Pulse. Your own go into postgresql.auto.conf, which wins.\n"
           "listen_addresses = ''\n"
           "unix_socket_directories = '"
        + sockets.toUtf8()
        + "'\n"
          "unix_socket_permissions = 0700\n"
          "max_connections = 50\n"
          "password_encryption = 'scram-sha-256'\n"
          "shared_buffers = "
        + QByteArray::number(buffers)
        + "MB\n"
          "fsync = on\n"
          "full_page_writes = on\n"
          "synchronous_commit = on\n"
          "wal_compression = on\n"
          "max_wal_size = 4GB\n"
          "checkpoint_timeout = 15min\n"
          "timezone = 'UTC'\n"
          "log_timezone = 'UTC'\n"
          "log_line_prefix = '%m [%p] %q%u '\n"
          "# One file a weekday, written over after a week.\n"
          "logging_collector = on\n"
          "log_directory = '"
        + logFolder.replace("\\", "\\\\").replace("'", "''")
        + "'\n"
          "log_filename = 'postgres-%a.log'\n"
          "log_file_mode = 0600\n"
          "log_rotation_age = 1d\n"
          "log_rotation_size = 0\n"
          "log_truncate_on_rotation = on\n";
}

} // namespace

Result<PrivatePostgres> PrivatePostgres::prepare(const DataFolder &folder, const Interruption &interruption)
{
    PrivatePostgres postgres;
    postgres.m_paths = folder.paths();
    postgres.m_sockets = folder.sockets();
    const QString version = versionOf(folder.paths().postgres());
    PULSE_TRY(postgres.m_programs, findPostgres(version));
    PULSE_CHECK(postgres.readSecrets(!version.isEmpty()));
    if (version.isEmpty())
        PULSE_CHECK(postgres.initialise(interruption));
    PULSE_CHECK(endLeftoverCluster(folder.paths().postgres(), interruption));
    PULSE_CHECK(postgres.writeSettings());
    return postgres;
}

Result<> PrivatePostgres::readSecrets(bool hasCluster)
{
    const QString path = m_paths.postgresSecrets();
    const auto stored = readSecretFile(path);
    if (!stored && (stored.error().kind != ErrorKind::NotFound || hasCluster))
        return tl::unexpected(inContext(u"the passwords of the database"_s, stored.error()));
    if (stored) {
        const QJsonObject secrets = QJsonDocument::fromJson(*stored).object();
        m_ownerPassword = secrets[u"owner"].toString().toUtf8();
        m_loginPassword = secrets[u"login"].toString().toUtf8();
        if (m_ownerPassword.isEmpty() || m_loginPassword.isEmpty())
            return fail(ErrorKind::Invalid, path + u" does not hold the passwords of the database"_s);
        return {};
    }
    m_ownerPassword = randomPassword();
    m_loginPassword = randomPassword();
    const QJsonObject secrets{{u"owner"_s, QString::fromLatin1(m_ownerPassword)},
                              {u"login"_s, QString::fromLatin1(m_loginPassword)}};
    return writeSecretFile(path, QJsonDocument(secrets).toJson());
}

// Made beside its place and moved there whole, so a start that was interrupted leaves no half cluster.
Result<> PrivatePostgres::initialise(const Interruption &interruption)
{
    const QString fresh = m_paths.postgres() + u".new"_s;
    const QString passwordFile = m_paths.secrets() + u"/initdb"_s;
    QDir(fresh).removeRecursively();
    qCInfo(lcStandalone).noquote() << "making the database in" << m_paths.postgres();
    PULSE_CHECK(writeSecretFile(passwordFile, m_ownerPassword + '\n'));
    const Result<> made = runInitdb(m_programs,
                                    {u"--pgdata"_s, fresh, u"--username"_s, QString::fromLatin1(ownerRole()),
                                     u"--pwfile"_s, passwordFile, u"--auth"_s, u"scram-sha-256"_s,
                                     u"--locale=C.UTF-8"_s, u"--encoding=UTF8"_s, u"--data-checksums"_s},
                                    m_paths.root, interruption);
    QFile::remove(passwordFile);
    PULSE_CHECK(made);
    QFile settings(fresh + u"/postgresql.conf"_s);
    const QByteArray include =
        "\ninclude = '" + QByteArray(kSettingsFile.data(), kSettingsFile.size()) + "'\n";
    if (!settings.open(QIODevice::Append) || settings.write(include) != include.size() || !settings.flush())
        return fail(ErrorKind::Internal, u"cannot write "_s + settings.fileName());
    if (::rename(nativePath(fresh).constData(), nativePath(m_paths.postgres()).constData()) != 0)
        return tl::unexpected(systemError(u"cannot move the database to "_s + m_paths.postgres()));
    return {};
}

Result<> PrivatePostgres::writeSettings() const
{
    return writeSecretFile(m_paths.postgres() + u'/' + kSettingsFile, settingsText(m_paths, m_sockets));
}

ChildProgram PrivatePostgres::program() const
{
    const QString cluster = m_paths.postgres();
    return {
        .name = u"postgres"_s,
        .program = m_programs.postgres(),
        .arguments = {u"-D"_s, cluster},
        .folder = m_paths.root,
        .logFile = m_paths.log() + u"/postgres.log"_s, // until its own logging has begun
        .stopSignal = SIGINT, // fast: sessions end, data is written
        .hardSignal = SIGQUIT, // immediate: it recovers at the next start
        .isReady = [cluster](qint64 pid) { return isPostmasterReady(cluster, pid); },
        .prepare = [cluster] { return endLeftoverCluster(cluster); },
    };
}

QByteArray PrivatePostgres::ownerConnInfo(const QByteArray &database) const
{
    return connInfo(ownerRole(), m_ownerPassword, database);
}

QByteArray PrivatePostgres::loginConnInfo(const QByteArray &database) const
{
    return connInfo(loginRole(), m_loginPassword, database);
}

QByteArray PrivatePostgres::connInfo(const QByteArray &role, const QByteArray &password,
                                     const QByteArray &database) const
{
    return "host=" + quoted(m_sockets.toUtf8()) + " port=5432 user=" + role + " password=" + quoted(password)
        + " dbname=" + quoted(database);
}

} // namespace pulse::standalone
