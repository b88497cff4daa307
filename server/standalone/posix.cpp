// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "standalone/posix.h"

#include <QFile>
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <sys/stat.h>
#include <unistd.h>

namespace pulse::standalone {

using namespace Qt::StringLiterals;

Error systemError(const QString &context)
{
    const int reason = errno;
    const ErrorKind kind = reason == ENOENT   ? ErrorKind::NotFound
        : reason == EACCES || reason == EPERM ? ErrorKind::Forbidden
                                              : ErrorKind::Internal;
    return {kind, u"%1: %2"_s.arg(context, QString::fromLocal8Bit(std::strerror(reason)))};
}

QByteArray nativePath(const QString &path) { return QFile::encodeName(path); }

Descriptor::~Descriptor()
{
    if (m_fd >= 0)
        ::close(m_fd);
}

Result<> makePrivateFolder(const QString &path)
{
    const QByteArray native = nativePath(path);
    if (::mkdir(native.constData(), 0700) != 0 && errno != EEXIST)
        return tl::unexpected(systemError(u"cannot make the folder "_s + path));
    struct stat status = {};
    if (::stat(native.constData(), &status) != 0 || !S_ISDIR(status.st_mode))
        return fail(ErrorKind::Conflict, path + u" is not a folder"_s);
    if (status.st_uid != ::geteuid())
        return fail(ErrorKind::Forbidden, path + u" belongs to another user"_s);
    if ((status.st_mode & 077) != 0 && ::chmod(native.constData(), 0700) != 0)
        return tl::unexpected(systemError(u"cannot close the folder "_s + path + u" to others"_s));
    return {};
}

qint64 usableMemory()
{
    const qint64 machine = qint64{::sysconf(_SC_PHYS_PAGES)} * ::sysconf(_SC_PAGESIZE);
    QFile limit(u"/sys/fs/cgroup/memory.max"_s);
    if (!limit.open(QIODevice::ReadOnly))
        return machine;
    bool isNumber = false;
    const qint64 most = limit.readAll().trimmed().toLongLong(&isNumber); // "max": none
    return isNumber && most > 0 ? std::min(machine, most) : machine;
}

} // namespace pulse::standalone
