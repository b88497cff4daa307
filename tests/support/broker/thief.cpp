// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/broker/thief.h"

#include <QtEndian>

namespace pulse::test {

namespace {

// MQTT 5 and 3.1.1 write texts alike.
QByteArray sized(const QByteArray &bytes)
{
    QByteArray length(2, Qt::Uninitialized);
    qToBigEndian(static_cast<quint16>(bytes.size()), length.data());
    return length + bytes;
}

QByteArray connectOf(const ThiefLogin &login, Theft theft)
{
    const bool isV5 = theft != Theft::V311Clean && theft != Theft::V311Lasting;
    const bool isClean = theft == Theft::V5CleanStart || theft == Theft::V311Clean;
    QByteArray body = sized("MQTT");
    body += isV5 ? '\x05' : '\x04';
    body += isClean ? '\xC2' : '\xC0'; // user, password
    body += QByteArray::fromHex("003c");
    if (isV5) // Session Expiry Interval
        body += QByteArray::fromHex(theft == Theft::V5Ending ? "051100000000" : "0511ffffffff");
    body += sized(login.clientId) + sized(login.user) + sized(login.password);
    Q_ASSERT(body.size() < 128 * 128);
    QByteArray packet("\x10");
    if (body.size() >= 128) {
        packet += static_cast<char>(body.size() % 128 | 128);
        packet += static_cast<char>(body.size() / 128);
    } else {
        packet += static_cast<char>(body.size());
    }
    return packet + body;
}

// The length of the packet in front, and of its header; 0: not all of it is there.
std::pair<qsizetype, qsizetype> packetLength(const QByteArray &bytes)
{
    qsizetype length = 0;
    for (qsizetype i = 1; i < std::min<qsizetype>(bytes.size(), 5); ++i) {
        length += qsizetype{bytes[i] & 127} << 7 * (i - 1);
        if ((bytes[i] & 128) == 0)
            return bytes.size() >= length + i + 1 ? std::pair{length + i + 1, i + 1}
                                                  : std::pair{qsizetype{0}, qsizetype{0}};
    }
    return {0, 0};
}

} // namespace

Thief::Thief(ThiefLogin login)
    : m_login(std::move(login))
{
}

void Thief::steal(Theft theft)
{
    m_bytes.clear();
    m_socket = std::make_unique<QTcpSocket>();
    connect(m_socket.get(), &QTcpSocket::readyRead, this, &Thief::take);
    connect(m_socket.get(), &QTcpSocket::connected, this,
            [this, theft] { m_socket->write(connectOf(m_login, theft)); });
    m_socket->connectToHost(QStringLiteral("127.0.0.1"), m_login.port);
}

void Thief::leave() { m_socket.reset(); }

// Acknowledges nothing: what is handed to it stays the broker's to hand over again, if there is somebody.
void Thief::take()
{
    m_bytes += m_socket->readAll();
    for (auto [length, header] = packetLength(m_bytes); length > 0;
         std::tie(length, header) = packetLength(m_bytes)) {
        const unsigned type = static_cast<unsigned char>(m_bytes[0]) >> 4U;
        if (type == 2 && m_bytes[header + 1] == 0)
            ++m_welcomed;
        m_taken += type == 3 ? 1 : 0;
        m_bytes.remove(0, length);
    }
}

} // namespace pulse::test
