// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mqtt/unix_link.h"

#include <QDeadlineTimer>
#include <QFile>
#include <QSocketNotifier>
#include <array>
#include <cerrno>
#include <cstring>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace pulse::mqtt {

using namespace Qt::StringLiterals;
using Steady = std::chrono::steady_clock;

namespace {

QString systemError() { return QString::fromLocal8Bit(std::strerror(errno)); }

bool isForLater() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

} // namespace

UnixLink::UnixLink(std::chrono::milliseconds readInterval, QObject *parent)
    : Link(parent)
    , m_readInterval(readInterval)
    , m_readTimer(this)
{
    m_readTimer.setSingleShot(true);
    m_readTimer.setTimerType(Qt::PreciseTimer);
    connect(&m_readTimer, &QTimer::timeout, this, &UnixLink::takeReadable);
}

UnixLink::~UnixLink()
{
    silence();
    abort();
}

bool UnixLink::connectTo(const QString &path)
{
    const QByteArray name = QFile::encodeName(path);
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    if (name.size() >= static_cast<qsizetype>(sizeof address.sun_path)) {
        errno = ENAMETOOLONG;
        return false;
    }
    std::memcpy(address.sun_path, name.constData(), static_cast<size_t>(name.size()));
    m_descriptor = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    return m_descriptor >= 0
        && ::connect(m_descriptor, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0;
}

void UnixLink::open(const BrokerAddress &address)
{
    Q_ASSERT(m_descriptor < 0);
    if (!connectTo(address.socketPath)) {
        fail(systemError());
        return;
    }
    m_readNotifier = std::make_unique<QSocketNotifier>(m_descriptor, QSocketNotifier::Read);
    m_writeNotifier = std::make_unique<QSocketNotifier>(m_descriptor, QSocketNotifier::Write);
    m_writeNotifier->setEnabled(false);
    connect(m_readNotifier.get(), &QSocketNotifier::activated, this, &UnixLink::takeReadable);
    connect(m_writeNotifier.get(), &QSocketNotifier::activated, this, &UnixLink::takeWritable);
    QMetaObject::invokeMethod(this, &UnixLink::announceOpened, Qt::QueuedConnection);
}

void UnixLink::takeReadable()
{
    if (isClosing() || m_isReadPaused)
        return;
    const auto sinceLast = Steady::now() - m_lastRead;
    const bool isDue = sinceLast >= m_readInterval;
    m_readNotifier->setEnabled(isDue);
    if (isDue)
        emit readable();
    else if (!m_readTimer.isActive())
        m_readTimer.start(std::chrono::ceil<std::chrono::milliseconds>(m_readInterval - sinceLast));
}

void UnixLink::setReadPaused(bool isPaused)
{
    m_isReadPaused = isPaused;
    m_readTimer.stop();
    if (m_readNotifier)
        m_readNotifier->setEnabled(!isPaused && !isClosing());
}

qint64 UnixLink::read(char *into, qint64 most)
{
    const ssize_t got = ::recv(m_descriptor, into, static_cast<size_t>(most), 0);
    if (got > 0)
        m_lastRead = Steady::now();
    else if (got == 0 || !isForLater()) {
        m_readNotifier->setEnabled(false);
        fail(got == 0 ? u"connection closed"_s : systemError());
    }
    return got;
}

void UnixLink::write(const QByteArray &bytes)
{
    if (m_descriptor < 0 || isClosing())
        return;
    m_unwritten.append(bytes);
    if (m_unwritten.size() > bytes.size())
        return; // behind what waits already
    send();
}

bool UnixLink::send()
{
    qsizetype sent = 0;
    while (sent < m_unwritten.size()) {
        const ssize_t put = ::send(m_descriptor, m_unwritten.constData() + sent,
                                   static_cast<size_t>(m_unwritten.size() - sent), MSG_NOSIGNAL);
        if (put < 0 && !isForLater())
            fail(systemError());
        if (put < 0)
            break;
        sent += put;
    }
    m_unwritten.remove(0, sent);
    const bool isAllSent = m_unwritten.isEmpty();
    if (m_writeNotifier)
        m_writeNotifier->setEnabled(!isAllSent && !isClosing());
    if (sent > 0)
        QMetaObject::invokeMethod(this, &Link::written, Qt::QueuedConnection);
    return isAllSent;
}

void UnixLink::takeWritable() { send(); }

void UnixLink::silence()
{
    m_readTimer.stop();
    m_readNotifier.reset();
    m_writeNotifier.reset();
}

void UnixLink::abort()
{
    if (m_descriptor >= 0)
        ::close(std::exchange(m_descriptor, -1));
    m_unwritten.clear();
}

void UnixLink::drain(std::chrono::milliseconds timeout)
{
    const QDeadlineTimer deadline(timeout);
    std::array<char, 65'536> ignored;
    while (m_descriptor >= 0) {
        const bool isAllSent = m_unwritten.isEmpty() || send();
        pollfd ready = {m_descriptor, static_cast<short>(isAllSent ? POLLIN : POLLIN | POLLOUT), 0};
        if (::poll(&ready, 1, static_cast<int>(deadline.remainingTime())) <= 0)
            return;
        const ssize_t got = ::recv(m_descriptor, ignored.data(), ignored.size(), 0);
        if (got == 0 || (got < 0 && !isForLater()))
            return;
    }
}

} // namespace pulse::mqtt
