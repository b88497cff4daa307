// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The broker's end of a Unix socket, without a thread or an event loop of its own: what it says is there for
// the other end at once, and what it is told is there when it looks. That makes a run over a real socket
// repeatable.
//
// Invariants: at most one connection; the socket's folder goes with the object.
#pragma once

#include <QByteArray>
#include <QString>
#include <QTemporaryDir>

namespace pulse::fuzz {

class ScriptedSocket {
public:
    ScriptedSocket();
    ~ScriptedSocket();
    ScriptedSocket(const ScriptedSocket &) = delete;
    ScriptedSocket &operator=(const ScriptedSocket &) = delete;

    QString path() const { return m_folder.filePath(QStringLiteral("broker")); }

    bool accept(); // true: there is a new connection, in place of the last one
    void say(QByteArrayView bytes);
    QByteArray told(); // since last asked
    void hangUp();

private:
    QTemporaryDir m_folder;
    int m_listening = -1;
    int m_peer = -1;
};

} // namespace pulse::fuzz
