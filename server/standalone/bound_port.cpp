// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "standalone/bound_port.h"

#include <QDir>
#include <QFile>
#include <QHostAddress>
#include <cerrno>
#include <cstring>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace pulse::standalone {

using namespace Qt::StringLiterals;

namespace {

struct SocketAddress {
    sockaddr_storage storage = {};
    socklen_t length = 0;
};

SocketAddress socketAddress(const QHostAddress &address, quint16 port)
{
    SocketAddress made;
    if (address.protocol() == QAbstractSocket::IPv6Protocol) {
        sockaddr_in6 six = {};
        six.sin6_family = AF_INET6;
        six.sin6_port = htons(port);
        const Q_IPV6ADDR bytes = address.toIPv6Address();
        std::memcpy(&six.sin6_addr, &bytes, sizeof bytes);
        std::memcpy(&made.storage, &six, sizeof six);
        made.length = sizeof six;
        return made;
    }
    sockaddr_in four = {};
    four.sin_family = AF_INET;
    four.sin_port = htons(port);
    four.sin_addr.s_addr = htonl(address.toIPv4Address());
    std::memcpy(&made.storage, &four, sizeof four);
    made.length = sizeof four;
    return made;
}

sockaddr *plain(SocketAddress &address) { return reinterpret_cast<sockaddr *>(&address.storage); }

quint16 portOf(int socket)
{
    SocketAddress bound;
    bound.length = sizeof bound.storage;
    if (::getsockname(socket, plain(bound), &bound.length) != 0)
        return 0;
    in_port_t port = 0; // at the same place in both families
    std::memcpy(&port, reinterpret_cast<const char *>(&bound.storage) + offsetof(sockaddr_in, sin_port),
                sizeof port);
    return ntohs(port);
}

// Inodes of sockets that listen, by port, from /proc/net/tcp: "sl local_address rem_address st … inode".
QHash<QByteArray, quint16> listeningInodes(const QList<quint16> &ports)
{
    QHash<QByteArray, quint16> inodes;
    for (const auto &table : {u"/proc/net/tcp"_s, u"/proc/net/tcp6"_s}) {
        QFile file(table);
        if (!file.open(QIODevice::ReadOnly))
            continue;
        for (const QByteArray &line : file.readAll().split('\n')) {
            const QList<QByteArray> words = line.simplified().split(' ');
            const quint16 port = words.value(1).split(':').last().toUShort(nullptr, 16);
            if (words.value(3) == "0A" && ports.contains(port))
                inodes.insert(words.value(9), port);
        }
    }
    return inodes;
}

QString programOf(const QString &process)
{
    QFile file(u"/proc/%1/comm"_s.arg(process));
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()).trimmed() : QString();
}

Error taken(const PortWish &wish, const QString &listener)
{
    const QString by = listener.isEmpty() ? u"another program"_s : listener;
    return {
        ErrorKind::Unavailable,
        u"port %1 of %2, for %3, is taken by %4: end that, or choose another port with %5"_s.arg(wish.port)
            .arg(wish.address, wish.purpose, by, wish.option),
        u"port_taken"_s, wish.option};
}

Error refused(const PortWish &wish, int reason)
{
    return {ErrorKind::Unavailable,
            u"cannot listen on port %1 of %2, for %3: %4; %5 chooses another port"_s.arg(wish.port).arg(
                wish.address, wish.purpose, QString::fromLocal8Bit(std::strerror(reason)), wish.option),
            u"port_refused"_s, wish.option};
}

} // namespace

PortListeners listenersOf(const QList<quint16> &ports)
{
    PortListeners listeners;
    const auto inodes = listeningInodes(ports);
    if (inodes.isEmpty())
        return listeners;
    const QStringList processes = QDir(u"/proc"_s).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    for (const QString &process : processes) {
        if (!process.at(0).isDigit())
            continue; // not a process, or another name for one
        const QDir descriptors(u"/proc/%1/fd"_s.arg(process));
        for (const QString &descriptor : descriptors.entryList(QDir::Files | QDir::System)) {
            char link[64] = {};
            if (::readlink(nativePath(descriptors.filePath(descriptor)).constData(), link, sizeof link - 1)
                < 0)
                continue;
            const QByteArray target(link); // "socket:[12345]"
            const auto found = inodes.constFind(target.mid(8).chopped(target.endsWith(']') ? 1 : 0));
            if (target.startsWith("socket:[") && found != inodes.constEnd())
                listeners.insert(*found, u"%1 (process %2)"_s.arg(programOf(process), process));
        }
    }
    return listeners;
}

BoundPort::BoundPort(Descriptor socket, quint16 port)
    : m_socket(std::move(socket))
    , m_port(port)
{
}

Result<BoundPort> BoundPort::bind(const PortWish &wish, const PortListeners &listeners)
{
    const QHostAddress address(wish.address);
    if (address.isNull())
        return fail(ErrorKind::Invalid, u"%1, for %2, is not an IP address"_s.arg(wish.address, wish.purpose),
                    u"invalid_setting"_s);
    SocketAddress wanted = socketAddress(address, wish.port);
    Descriptor socket(::socket(wanted.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    const int yes = 1;
    // What is left of connections from before does not keep the port; a program that listens does.
    ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (wanted.storage.ss_family == AF_INET6)
        ::setsockopt(socket.get(), IPPROTO_IPV6, IPV6_V6ONLY, &yes, sizeof yes);
    if (::bind(socket.get(), plain(wanted), wanted.length) != 0) {
        const int reason = errno;
        if (reason != EADDRINUSE)
            return tl::unexpected(refused(wish, reason));
        const QString seen = listeners.value(wish.port);
        return tl::unexpected(taken(wish, seen.isEmpty() ? listenersOf({wish.port}).value(wish.port) : seen));
    }
    const quint16 port = portOf(socket.get());
    return BoundPort(std::move(socket), port);
}

} // namespace pulse::standalone
