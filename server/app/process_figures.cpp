// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/process_figures.h"

#include <QDir>
#include <QFile>
#include <sys/resource.h>
#include <unistd.h>

namespace pulse::app {

using namespace Qt::StringLiterals;

namespace {

QByteArray kernelText(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

double seconds(const timeval &time)
{
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

// Field 22 of stat, in clock ticks since the machine started; the name before it may hold spaces.
double startedAt()
{
    const QByteArray stat = kernelText(u"/proc/self/stat"_s);
    const double ticks = stat.mid(stat.lastIndexOf(')') + 2).split(' ').value(19).toDouble();
    for (const QByteArray &line : kernelText(u"/proc/stat"_s).split('\n')) {
        if (line.startsWith("btime "))
            return line.mid(6).toDouble() + ticks / static_cast<double>(sysconf(_SC_CLK_TCK));
    }
    return 0;
}

} // namespace

ProcessFigures processFigures()
{
    ProcessFigures figures;
    rusage usage{};
    if (getrusage(RUSAGE_SELF, &usage) == 0)
        figures.cpuSeconds = seconds(usage.ru_utime) + seconds(usage.ru_stime);
    figures.residentBytes =
        kernelText(u"/proc/self/statm"_s).split(' ').value(1).toLongLong() * sysconf(_SC_PAGESIZE);
    figures.openFiles = static_cast<int>(
        QDir(u"/proc/self/fd"_s).entryList(QDir::NoDotAndDotDot | QDir::AllEntries | QDir::System).size());
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0)
        figures.mostFiles = static_cast<std::int64_t>(limit.rlim_cur);
    figures.startedAt = startedAt();
    return figures;
}

} // namespace pulse::app
