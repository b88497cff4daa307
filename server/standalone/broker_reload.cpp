// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "standalone/broker_reload.h"

#include "standalone/leftover.h"

#include <QFile>
#include <cerrno>
#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/inotify.h>

namespace pulse::standalone {

using namespace Qt::StringLiterals;

namespace {

constexpr int kTries = 50;
constexpr int kTryTakes = 200; // milliseconds

bool tell(const DataPaths &paths, int signal)
{
    return signalByPidFile(paths.brokerPid(), brokerConfigurationFile(paths), signal);
}

// Everybody, or only the server as long as devices have to wait.
QByteArray usersFileInUse(const DataPaths &paths)
{
    QFile configuration(brokerConfigurationFile(paths));
    if (!configuration.open(QIODevice::ReadOnly))
        return {};
    constexpr auto kKey = "password_file ";
    for (const QByteArray &line : configuration.readAll().split('\n')) {
        if (line.startsWith(kKey))
            return line.mid(static_cast<qsizetype>(qstrlen(kKey)));
    }
    return {};
}

} // namespace

QString brokerConfigurationFile(const DataPaths &paths) { return paths.broker() + u"/mosquitto.conf"_s; }

QString brokerUsersFile(const DataPaths &paths) { return paths.broker() + u"/users"_s; }

// Mosquitto forgets a SIGHUP that comes while it handles another, so we look whether it did read, and say it
// again.
Result<> reloadBroker(const DataPaths &paths)
{
    const QByteArray users = usersFileInUse(paths);
    if (users.isEmpty())
        return {}; // it was never started
    const Descriptor watch(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
    if (::inotify_add_watch(watch.get(), users.constData(), IN_CLOSE_NOWRITE) < 0)
        return tl::unexpected(systemError(u"cannot watch "_s + QFile::decodeName(users)));
    for (int i = 0; i < kTries; ++i) {
        if (!tell(paths, SIGHUP))
            return {};
        pollfd reading{watch.get(), POLLIN, 0};
        if (::poll(&reading, 1, kTryTakes) > 0)
            return {};
    }
    return fail(ErrorKind::Unavailable, u"the broker does not read its users again"_s);
}

void saveBroker(const DataPaths &paths) { tell(paths, SIGUSR1); }

Result<Descriptor> lockBrokerUsers(const DataPaths &paths)
{
    const QString path = paths.brokerUsersLock();
    Descriptor lock(::open(nativePath(path).constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (!lock.isOpen())
        return tl::unexpected(systemError(u"cannot open "_s + path));
    constexpr int kLockTries = 1'000;
    for (int i = 0; i < kLockTries;
         ++i) { // a change takes milliseconds, ten thousand new users a few seconds
        if (::flock(lock.get(), LOCK_EX | LOCK_NB) == 0)
            return lock;
        if (errno != EWOULDBLOCK && errno != EINTR)
            return tl::unexpected(systemError(u"cannot lock "_s + path));
        ::poll(nullptr, 0, 10);
    }
    return fail(ErrorKind::Unavailable, u"another change of the broker's users takes too long"_s);
}

} // namespace pulse::standalone
