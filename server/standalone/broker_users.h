// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Who may log in to the private broker: the server, and devices. Works in the server and in a command beside
// it: changes take turns by a lock, replace the file as a whole, and return when a running broker has read
// it: who was added gets in.
//
// On that the broker checks every connected client again and ends those that may no longer log in. That costs
// it about 0.1 ms a client, so add many users in one call.
//
// Thread safety: any thread.
#pragma once

#include "standalone/data_folder.h"

#include <QHash>
#include <QStringList>

namespace pulse::standalone {

inline QString serverUser() { return QStringLiteral("pulse-server"); }

class BrokerUsers {
public:
    using Passwords = QHash<QString, QByteArray>; // by user name

    explicit BrokerUsers(DataPaths paths);

    // New ones, or new passwords. Invalid for a name that the password file cannot hold (a colon, a line
    // break, a space at an end) or that would reach further as the pattern of a topic (+ #).
    Result<> addUsers(const Passwords &users) const;
    Result<> removeUsers(const QStringList &names) const;
    Result<QStringList> names() const; // of devices, sorted

    // Mosquitto's own line for a password: $7$ITERATIONS$SALT$HASH, PBKDF2 with SHA-512.
    static QByteArray hash(const QByteArray &password);
    static bool isMatch(const QByteArray &hash, const QByteArray &password);

    QString file() const; // what the broker reads

private:
    using Lines = QHash<QByteArray, QByteArray>; // user name → hash
    Result<Lines> read() const;
    Result<> write(const Lines &lines) const;
    template <class Change> Result<> change(const Change &change) const;

    DataPaths m_paths;
};

} // namespace pulse::standalone
