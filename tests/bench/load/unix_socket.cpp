// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/load/unix_socket.h"

#include <QFile>
#include <cstring>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace pulse::bench {

namespace {

using Enter = int (*)(int, const sockaddr *, socklen_t); // bind or connect

Result<int> open(const QString &path, Enter enter)
{
    const QByteArray name = QFile::encodeName(path);
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    if (name.size() >= static_cast<qsizetype>(sizeof address.sun_path))
        return fail(ErrorKind::Invalid, QStringLiteral("the path of a socket is too long: ") + path);
    std::memcpy(address.sun_path, name.constData(), static_cast<size_t>(name.size()));
    const int descriptor = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (enter(descriptor, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0)
        return descriptor;
    ::close(descriptor);
    return fail(ErrorKind::Unavailable,
                path + QStringLiteral(": ") + QString::fromLocal8Bit(std::strerror(errno)));
}

} // namespace

Result<int> listenOn(const QString &path)
{
    PULSE_TRY(const int descriptor, open(path, ::bind));
    ::listen(descriptor, 8);
    return descriptor;
}

Result<int> connectTo(const QString &path) { return open(path, ::connect); }

bool sendAll(int descriptor, QByteArrayView bytes)
{
    while (!bytes.isEmpty()) {
        const ssize_t put = ::send(descriptor, bytes.data(), static_cast<size_t>(bytes.size()), MSG_NOSIGNAL);
        if (put < 0 && errno != EINTR)
            return false;
        bytes = bytes.sliced(std::max<ssize_t>(put, 0));
    }
    return true;
}

} // namespace pulse::bench
