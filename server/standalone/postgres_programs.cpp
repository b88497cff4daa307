// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "standalone/postgres_programs.h"

#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

namespace pulse::standalone {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kDebianFolder = "/usr/lib/postgresql"_L1;

bool isComplete(const PostgresPrograms &programs)
{
    return QFileInfo(programs.postgres()).isExecutable() && QFileInfo(programs.initdb()).isExecutable();
}

// Version 0: none is installed.
int newestVersion()
{
    int newest = 0;
    for (const QString &name : QDir(kDebianFolder).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        if (isComplete({kDebianFolder + u'/' + name + u"/bin"_s}))
            newest = std::max(newest, name.toInt());
    }
    return newest;
}

} // namespace

Result<PostgresPrograms> findPostgres(const QString &version)
{
    const QString wanted = version.isEmpty() ? QString::number(newestVersion()) : version;
    const PostgresPrograms debian{kDebianFolder + u'/' + wanted + u"/bin"_s};
    if (isComplete(debian))
        return debian;
    // From elsewhere: PATH, or beside initdb. Its version is checked by postgres itself, which refuses
    // another's cluster.
    const QString initdb = QStandardPaths::findExecutable(u"initdb"_s);
    const PostgresPrograms other{QFileInfo(initdb).canonicalPath()};
    if (!initdb.isEmpty() && isComplete(other))
        return other;
    if (version.isEmpty())
        return fail(ErrorKind::NotFound, u"PostgreSQL is not installed: apt install postgresql"_s);
    return fail(
        ErrorKind::NotFound,
        u"the data was made by PostgreSQL %1, which is not installed: apt install postgresql-%1"_s.arg(
            version));
}

} // namespace pulse::standalone
