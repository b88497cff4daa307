// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/postgres/frozen_postgres.h"

#include <QDir>
#include <QFile>
#include <csignal>

namespace pulse::test {

using namespace Qt::StringLiterals;

namespace {

// The postmaster and whatever it has started.
std::vector<pid_t> processesOf(const PostgresCluster &cluster)
{
    std::vector<pid_t> pids{cluster.pid()};
    for (const QString &name : QDir(u"/proc"_s).entryList(QDir::Dirs)) {
        QFile file(u"/proc/%1/stat"_s.arg(name));
        if (name.toInt() == 0 || !file.open(QIODevice::ReadOnly))
            continue;
        const QByteArray stat = file.readAll();
        if (stat.mid(stat.lastIndexOf(')') + 2).split(' ').value(1).toInt() == cluster.pid())
            pids.push_back(name.toInt());
    }
    return pids;
}

} // namespace

FrozenPostgres::FrozenPostgres(const PostgresCluster &cluster)
    : m_processes(processesOf(cluster))
{
    for (const pid_t pid : m_processes)
        ::kill(pid, SIGSTOP);
}

FrozenPostgres::~FrozenPostgres()
{
    for (const pid_t pid : m_processes)
        ::kill(pid, SIGCONT);
}

} // namespace pulse::test
