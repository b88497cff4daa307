// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The PostgreSQL of a test run: `start FILE` leaves a keeper behind that owns the cluster and writes its
// socket folder and its own pid to FILE; `stop FILE` ends it. The keeper also ends when the ctest that
// started it does, so an interrupted run leaves nothing.
#include "support/postgres/postgres_cluster.h"

#include <QFile>
#include <QSaveFile>
#include <cstdio>
#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace {

using namespace Qt::StringLiterals;
using namespace pulse;

int openPid(pid_t pid) { return static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)); }

// True once the descriptor is readable: a process has ended, a signal has come.
bool waitReadable(int first, int second, int timeout)
{
    pollfd waiting[2] = {{first, POLLIN, 0}, {second, POLLIN, 0}};
    return ::poll(waiting, second < 0 ? 1 : 2, timeout) > 0;
}

// One run a build folder. Waits a little for a keeper that is just ending.
bool takeLock(const QString &file)
{
    const int fd =
        ::open(QFile::encodeName(file + u".lock"_s).constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    for (int tries = 0; tries < 100; ++tries) {
        if (::flock(fd, LOCK_EX | LOCK_NB) == 0)
            return true;
        ::poll(nullptr, 0, 100);
    }
    return false;
}

bool write(const QString &path, const QString &text)
{
    QSaveFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(text.toUtf8()) >= 0 && file.commit();
}

// Runs in the background. Reports "ok" or what went wrong through `report`, then stays until it is time to
// go.
int keep(const QString &file, int testRun, int report)
{
    const auto say = [report](const QByteArray &text) {
        (void)::write(report, text.constData(), static_cast<size_t>(text.size()));
        ::close(report);
    };
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    ::sigprocmask(SIG_BLOCK, &ends, nullptr);
    const int asked = ::signalfd(-1, &ends, SFD_CLOEXEC);
    if (!takeLock(file)) {
        say("another test run uses this build folder");
        return 1;
    }
    const auto cluster = test::PostgresCluster::start();
    if (!cluster) {
        say(cluster.error().what.toUtf8());
        return 1;
    }
    const QString state = u"%1\n%2\n"_s.arg((*cluster)->socketFolder()).arg(::getpid());
    if (!write(file, state)) {
        say("cannot write " + QFile::encodeName(file));
        return 1;
    }
    say("ok");
    waitReadable(asked, testRun, -1);
    QFile::remove(file);
    return 0;
}

int start(const QString &file)
{
    QFile::remove(file);
    const int testRun = openPid(::getppid());
    int report[2];
    if (testRun < 0 || ::pipe2(report, O_CLOEXEC) != 0)
        return 1;
    if (::fork() == 0) {
        ::setsid();
        const int nothing = ::open("/dev/null", O_RDWR);
        for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
            ::dup2(nothing, stream);
        ::close(report[0]);
        return keep(file, testRun, report[1]);
    }
    ::close(report[1]);
    QFile answer;
    const bool isOpen = answer.open(report[0], QIODevice::ReadOnly);
    const QByteArray text = isOpen ? answer.readAll() : QByteArray();
    std::printf("%s\n", text.constData());
    return text == "ok" ? 0 : 1;
}

int stop(const QString &file)
{
    QFile state(file);
    if (!state.open(QIODevice::ReadOnly))
        return 0; // nothing was started, or it ended by itself
    const pid_t keeper = state.readAll().split('\n').value(1).toInt();
    const int ended = keeper > 1 ? openPid(keeper) : -1;
    if (ended < 0)
        return 0;
    ::kill(keeper, SIGTERM);
    return waitReadable(ended, -1, 20'000) ? 0 : 1;
}

} // namespace

int main(int argc, char **argv)
{
    const QByteArray action = argc == 3 ? argv[1] : "";
    if (action == "start")
        return start(QFile::decodeName(argv[2]));
    if (action == "stop")
        return stop(QFile::decodeName(argv[2]));
    std::fprintf(stderr, "usage: pulse_test_postgres start|stop FILE\n");
    return 2;
}
