// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mqtt/link.h"

#include <QDeadlineTimer>
#include <QLocalSocket>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslSocket>
#include <QTcpSocket>

namespace pulse::mqtt {

using namespace Qt::StringLiterals;

Link::Link(QObject *parent)
    : QObject(parent)
{
}

Link::~Link() { silence(); }

void Link::open(const BrokerAddress &address)
{
    Q_ASSERT(m_device == nullptr);
    if (!address.socketPath.isEmpty())
        openLocal(address);
    else if (address.isTls)
        openTls(address);
    else
        openTcp(address);
}

void Link::openLocal(const BrokerAddress &address)
{
    m_local = new QLocalSocket(this);
    m_device = m_local;
    m_local->setReadBufferSize(kReadBuffer);
    connect(m_local, &QLocalSocket::connected, this, &Link::announceOpened, Qt::QueuedConnection);
    connect(m_local, &QLocalSocket::readyRead, this, &Link::readable);
    connect(m_local, &QLocalSocket::bytesWritten, this, &Link::written, Qt::QueuedConnection);
    connect(m_local, &QLocalSocket::errorOccurred, this, [this] { fail(m_local->errorString()); });
    connect(m_local, &QLocalSocket::disconnected, this, [this] { fail(u"connection closed"_s); });
    m_local->connectToServer(address.socketPath);
}

void Link::openTcp(const BrokerAddress &address)
{
    auto *socket = new QTcpSocket(this);
    watch(socket);
    connect(socket, &QTcpSocket::connected, this, &Link::announceOpened, Qt::QueuedConnection);
    socket->connectToHost(address.host, address.port);
}

void Link::openTls(const BrokerAddress &address)
{
    auto *socket = new QSslSocket(this);
    watch(socket);
    if (!address.caFile.isEmpty()) {
        const auto authorities = QSslCertificate::fromPath(address.caFile);
        if (authorities.isEmpty()) {
            fail(u"no certificate in %1"_s.arg(address.caFile));
            return;
        }
        QSslConfiguration configuration = socket->sslConfiguration();
        configuration.setCaCertificates(authorities);
        socket->setSslConfiguration(configuration);
    }
    connect(socket, &QSslSocket::encrypted, this, &Link::announceOpened, Qt::QueuedConnection);
    const QString name = address.peerName.isEmpty() ? address.host : address.peerName;
    socket->connectToHostEncrypted(address.host, address.port, name);
}

void Link::watch(QAbstractSocket *socket)
{
    m_tcp = socket;
    m_device = socket;
    socket->setReadBufferSize(kReadBuffer);
    connect(socket, &QAbstractSocket::readyRead, this, &Link::readable);
    connect(socket, &QAbstractSocket::bytesWritten, this, &Link::written, Qt::QueuedConnection);
    connect(socket, &QAbstractSocket::errorOccurred, this, [this] { fail(m_tcp->errorString()); });
    connect(socket, &QAbstractSocket::disconnected, this, [this] { fail(u"connection closed"_s); });
}

void Link::announceOpened()
{
    if (m_isClosing)
        return;
    if (m_tcp != nullptr)
        m_tcp->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    emit opened();
}

// Sockets may fail inside write() or connect; whoever called is not ready to hear it.
void Link::fail(const QString &why)
{
    if (m_isClosing)
        return;
    m_isClosing = true;
    m_why = why;
    QMetaObject::invokeMethod(this, &Link::reportClosed, Qt::QueuedConnection);
}

void Link::reportClosed() { emit closed(m_why); }

void Link::silence()
{
    m_isClosing = true;
    disconnect(); // our listeners
    if (m_device != nullptr)
        m_device->disconnect(this);
}

void Link::discard()
{
    silence();
    if (m_local != nullptr)
        m_local->abort();
    if (m_tcp != nullptr)
        m_tcp->abort();
    deleteLater();
}

// Reading on until the broker closes: a socket closed over unread bytes is reset, and what we wrote last may
// be lost.
void Link::finish(std::chrono::milliseconds timeout)
{
    silence();
    const QDeadlineTimer deadline(timeout);
    const auto remaining = [&deadline] { return static_cast<int>(deadline.remainingTime()); };
    if (m_device != nullptr && m_device->isOpen()) {
        while (m_device->bytesToWrite() > 0 && m_device->waitForBytesWritten(remaining())) { }
        m_device->readAll();
        while (m_device->waitForReadyRead(remaining()))
            m_device->readAll();
    }
    discard();
}

qint64 Link::bytesAvailable() const { return m_device->bytesAvailable(); }

qint64 Link::bytesToWrite() const { return m_device->bytesToWrite(); }

qint64 Link::read(char *into, qint64 most) { return m_device->read(into, most); }

void Link::write(const QByteArray &bytes)
{
    if (!m_device->isOpen())
        return;
    m_device->write(bytes);
    if (m_local != nullptr)
        m_local->flush();
    else
        m_tcp->flush();
}

} // namespace pulse::mqtt
