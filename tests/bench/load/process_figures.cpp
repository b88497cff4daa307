// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/load/process_figures.h"

#include <QFile>
#include <unistd.h>

namespace pulse::bench {

namespace {

QByteArray read(pid_t pid, const char *name)
{
    QFile file(QStringLiteral("/proc/%1/%2").arg(pid).arg(QLatin1String(name)));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

std::chrono::microseconds cpuOf(pid_t pid)
{
    const QByteArray stat = read(pid, "stat");
    // Behind the name, which may hold anything: the third field is next; user and system time are 14 and 15.
    const QList<QByteArray> fields = stat.mid(stat.lastIndexOf(')') + 2).split(' ');
    const qint64 ticks = fields.value(11).toLongLong() + fields.value(12).toLongLong();
    return std::chrono::microseconds{ticks * 1'000'000 / ::sysconf(_SC_CLK_TCK)};
}

double rssMegabytes(pid_t pid)
{
    const qint64 pages = read(pid, "statm").split(' ').value(1).toLongLong();
    return static_cast<double>(pages * ::sysconf(_SC_PAGESIZE)) / 1e6;
}

} // namespace pulse::bench
