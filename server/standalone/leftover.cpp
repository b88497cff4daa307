// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "standalone/leftover.h"

#include "standalone/log.h"
#include "standalone/posix.h"

#include <QFile>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>
extern "C" { // glibc 2.36 forgot to say so itself
#include <sys/pidfd.h>
}

namespace pulse::standalone {

using namespace Qt::StringLiterals;
using namespace std::chrono;

namespace {

bool isOurs(pid_t pid, const QString &argument)
{
    const QByteArray process = "/proc/" + QByteArray::number(pid);
    struct stat status = {};
    if (::stat(process.constData(), &status) != 0 || status.st_uid != ::geteuid())
        return false;
    QFile commandLine(QString::fromLatin1(process + "/cmdline"));
    return commandLine.open(QIODevice::ReadOnly)
        && commandLine.readAll().split('\0').contains(nativePath(argument));
}

struct Found {
    pid_t pid = -1;
    Descriptor process; // keeps meaning this process when its pid is another's
};

// The process is opened before it is looked at, so what is signalled is what was looked at.
std::optional<Found> find(const QString &pidFile, const QString &argument)
{
    QFile file(pidFile);
    if (!file.open(QIODevice::ReadOnly))
        return std::nullopt;
    const pid_t pid = file.readLine(32).trimmed().toInt();
    if (pid <= 1)
        return std::nullopt;
    Found found{pid, Descriptor(::pidfd_open(pid, 0))};
    if (!found.process.isOpen() || !isOurs(pid, argument))
        return std::nullopt;
    return found;
}

// Also false when the interruption comes first.
bool endsWithin(const Found &found, milliseconds patience, const Interruption &interruption)
{
    pollfd waiting[] = {{found.process.get(), POLLIN, 0}, {interruption.descriptor(), POLLIN, 0}};
    ::poll(waiting, 2, static_cast<int>(patience.count()));
    return waiting[0].revents != 0;
}

} // namespace

std::optional<pid_t> runningPid(const QString &pidFile, const QString &argument)
{
    const auto found = find(pidFile, argument);
    return found ? std::optional(found->pid) : std::nullopt;
}

Result<> endLeftover(const Leftover &leftover)
{
    const auto found = find(leftover.pidFile, leftover.argument);
    if (!found)
        return {};
    qCWarning(lcStandalone).noquote() << "ending a process left over from before" << kv("pid", found->pid);
    ::pidfd_send_signal(found->process.get(), leftover.stopSignal, nullptr, 0);
    if (endsWithin(*found, leftover.patience, leftover.interruption))
        return {};
    if (leftover.interruption.hasCome())
        return tl::unexpected(stopped());
    ::pidfd_send_signal(found->process.get(), leftover.hardSignal, nullptr, 0);
    if (endsWithin(*found, seconds{10}, leftover.interruption))
        return {};
    return fail(ErrorKind::Unavailable, u"process %1, left over from before, does not end"_s.arg(found->pid));
}

bool signalByPidFile(const QString &pidFile, const QString &argument, int signal)
{
    const auto found = find(pidFile, argument);
    return found && ::pidfd_send_signal(found->process.get(), signal, nullptr, 0) == 0;
}

} // namespace pulse::standalone
