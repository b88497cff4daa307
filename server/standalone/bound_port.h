// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A TCP port that is ours from the first moment of a start, before anything is built: a port that is taken is
// said at once, with whoever has it.
//
// Thread safety: none.
#pragma once

#include "standalone/posix.h"

#include <QHash>

namespace pulse::standalone {

struct PortWish {
    QString address; // an IP address
    quint16 port = 0; // 0: any that is free
    QString purpose; // "HTTP"
    QString option; // what chooses another one: "--http-port"
};

// Who listens where: by port, "mosquitto (process 812)". Only root sees other users' processes, so a server
// that gives root up looks before.
using PortListeners = QHash<quint16, QString>;
PortListeners listenersOf(const QList<quint16> &ports);

// Invariants: bound, and not listening: whoever connects is refused. Linux lets a program of ours listen
// there meanwhile (both have SO_REUSEADDR), and nobody who lacks that.
class BoundPort {
public:
    // Unavailable when it is taken, naming the port, the option, and whoever has it where that can be seen.
    static Result<BoundPort> bind(const PortWish &wish, const PortListeners &listeners = {});

    quint16 port() const { return m_port; } // never 0

private:
    BoundPort(Descriptor socket, quint16 port);

    Descriptor m_socket;
    quint16 m_port = 0;
};

} // namespace pulse::standalone
