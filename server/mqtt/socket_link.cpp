// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mqtt/socket_link.h"

#include <QDeadlineTimer>
#include <QNetworkProxy>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslSocket>
#include <QTcpSocket>

namespace pulse::mqtt {

using namespace Qt::StringLiterals;

SocketLink::SocketLink(QObject *parent)
    : Link(parent)
{
}

SocketLink::~SocketLink() { silence(); }

void SocketLink::open(const BrokerAddress &address)
{
    Q_ASSERT(m_socket == nullptr);
    if (address.isTls)
        openTls(address);
    else
        openTcp(address);
}

void SocketLink::openTcp(const BrokerAddress &address)
{
    auto *socket = new QTcpSocket(this);
    watch(socket);
    connect(socket, &QTcpSocket::connected, this, &SocketLink::connected, Qt::QueuedConnection);
    socket->connectToHost(address.host, address.port);
}

void SocketLink::openTls(const BrokerAddress &address)
{
    auto *socket = new QSslSocket(this);
    watch(socket);
    if (!address.caFile.isEmpty()) {
        const auto authorities = QSslCertificate::fromPath(address.caFile);
        if (authorities.isEmpty()) {
            fail(u"no certificate in %1"_s.arg(address.caFile), u"tls"_s);
            return;
        }
        QSslConfiguration configuration = socket->sslConfiguration();
        configuration.setCaCertificates(authorities);
        socket->setSslConfiguration(configuration);
    }
    connect(socket, &QSslSocket::encrypted, this, &SocketLink::connected, Qt::QueuedConnection);
    const QString name = address.peerName.isEmpty() ? address.host : address.peerName;
    socket->connectToHostEncrypted(address.host, address.port, name);
}

void SocketLink::watch(QAbstractSocket *socket)
{
    m_socket = socket;
    socket->setProxy(QNetworkProxy::NoProxy); // whatever the environment says: the address is who we want
    socket->setReadBufferSize(kReadBuffer);
    connect(socket, &QAbstractSocket::readyRead, this, &Link::readable);
    connect(socket, &QAbstractSocket::bytesWritten, this, &Link::written, Qt::QueuedConnection);
    connect(socket, &QAbstractSocket::errorOccurred, this, &SocketLink::failed);
    connect(socket, &QAbstractSocket::disconnected, this, [this] { fail(u"connection closed"_s); });
}

void SocketLink::connected()
{
    if (isClosing())
        return;
    m_socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    announceOpened();
}

void SocketLink::failed()
{
    const auto *tls = qobject_cast<QSslSocket *>(m_socket);
    const bool isHandshake = m_socket->error() == QAbstractSocket::SslHandshakeFailedError;
    const bool isDistrusted = isHandshake && tls != nullptr && !tls->sslHandshakeErrors().isEmpty();
    fail(m_socket->errorString(), isDistrusted ? u"certificate"_s : isHandshake ? u"tls"_s : QString());
}

void SocketLink::silence()
{
    if (m_socket != nullptr)
        m_socket->disconnect(this);
}

void SocketLink::abort()
{
    if (m_socket != nullptr)
        m_socket->abort();
}

// Reading on until the broker closes: a socket closed over unread bytes is reset, and what we wrote last may
// be lost.
void SocketLink::drain(std::chrono::milliseconds timeout)
{
    const QDeadlineTimer deadline(timeout);
    const auto remaining = [&deadline] { return static_cast<int>(deadline.remainingTime()); };
    if (m_socket == nullptr || !m_socket->isOpen())
        return;
    while (m_socket->bytesToWrite() > 0 && m_socket->waitForBytesWritten(remaining())) { }
    m_socket->readAll();
    while (m_socket->waitForReadyRead(remaining()))
        m_socket->readAll();
}

qint64 SocketLink::bytesAvailable() const { return m_socket->bytesAvailable(); }

qint64 SocketLink::bytesToWrite() const { return m_socket->bytesToWrite(); }

qint64 SocketLink::read(char *into, qint64 most) { return m_socket->read(into, most); }

QString SocketLink::tls() const
{
    const auto *socket = qobject_cast<QSslSocket *>(m_socket);
    if (socket == nullptr)
        return {};
    switch (socket->sessionProtocol()) {
    case QSsl::TlsV1_2: return u"TLSv1.2"_s;
    case QSsl::TlsV1_3: return u"TLSv1.3"_s;
    default: return u"TLS"_s; // older ones are not offered
    }
}

void SocketLink::write(const QByteArray &bytes)
{
    if (!m_socket->isOpen())
        return;
    m_socket->write(bytes);
    m_socket->flush();
}

} // namespace pulse::mqtt
