// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One socket as the hub sees it. A seam: the door wraps a WebSocket, tests a list.
// Thread safety: none; used on the hub's thread.
#pragma once

#include <QByteArray>
#include <QString>

namespace pulse::live {

// Why the hub or the door ends a socket: the WebSocket close codes that a client meets.
enum CloseCode {
    kCloseProtocol = 1002,
    kClosePolicy = 1008,
    kCloseTooBig = 1009,
    kCloseTryAgainLater = 1013,
    kCloseTokenEnded = 4001, // comes back with another token of its session
    kCloseSessionEnded = 4002, // signs in again
    kCloseForbidden = 4003,
    kCloseTooSlow = 4008,
};

class Subscriber {
public:
    virtual ~Subscriber() = default;
    virtual void send(const QByteArray &text) = 0;
    virtual qint64 bytesToWrite() const = 0;
    virtual void close(CloseCode code, const QString &reason) = 0;
};

} // namespace pulse::live
