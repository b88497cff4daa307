// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mqtt/link.h"

#include "mqtt/socket_link.h"
#include "mqtt/unix_link.h"

namespace pulse::mqtt {

using namespace Qt::StringLiterals;

Link *Link::make(const BrokerAddress &address, std::chrono::milliseconds readInterval, QObject *parent)
{
    if (address.socketPath.isEmpty())
        return new SocketLink(parent);
    return new UnixLink(readInterval, parent);
}

Link::Link(QObject *parent)
    : QObject(parent)
{
}

void Link::announceOpened()
{
    if (m_isClosing)
        return;
    m_isOpened = true;
    emit opened();
}

// Reports from the event loop: a socket may fail inside our own write() or connect(), whose caller does not
// expect to be called back.
void Link::fail(const QString &why, const QString &code)
{
    if (m_isClosing)
        return;
    m_isClosing = true;
    const QString usual = m_isOpened ? QString(kClosedEarly) : u"connection_failed"_s;
    m_failure = {ErrorKind::Unavailable, why, code.isEmpty() ? usual : code};
    QMetaObject::invokeMethod(this, &Link::reportClosed, Qt::QueuedConnection);
}

void Link::reportClosed() { emit closed(m_failure); }

void Link::beSilent()
{
    m_isClosing = true;
    disconnect(); // our listeners
    silence();
}

void Link::discard()
{
    beSilent();
    abort();
    deleteLater();
}

void Link::finish(std::chrono::milliseconds timeout)
{
    beSilent();
    drain(timeout);
    discard();
}

} // namespace pulse::mqtt
