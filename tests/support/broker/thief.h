// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A client that connects with the client id of somebody else, and takes what the broker hands over. Its bytes
// are written here, so that it can do what no library would.
//
// Thread safety: one thread, with an event loop.
#pragma once

#include <QByteArray>
#include <QTcpSocket>
#include <memory>

namespace pulse::test {

// By which protocol, and what becomes of the session.
enum class Theft { V5Lasting, V5CleanStart, V5Ending, V311Clean, V311Lasting };
constexpr Theft kThefts[] = {Theft::V5Lasting, Theft::V5CleanStart, Theft::V5Ending, Theft::V311Clean,
                             Theft::V311Lasting};

struct ThiefLogin {
    quint16 port = 0; // on 127.0.0.1
    QByteArray clientId; // of the victim
    QByteArray user; // our own
    QByteArray password;
};

class Thief final : public QObject {
    Q_OBJECT

public:
    explicit Thief(ThiefLogin login);

    void steal(Theft theft); // on a connection of its own; the one before is closed
    void leave(); // without a word

    bool isConnected() const { return m_socket && m_socket->state() == QAbstractSocket::ConnectedState; }
    int welcomed() const { return m_welcomed; } // CONNACKs that said yes
    qint64 taken() const { return m_taken; } // messages that were handed to it

private:
    void take();

    const ThiefLogin m_login;
    std::unique_ptr<QTcpSocket> m_socket;
    QByteArray m_bytes;
    int m_welcomed = 0;
    qint64 m_taken = 0;
};

} // namespace pulse::test
