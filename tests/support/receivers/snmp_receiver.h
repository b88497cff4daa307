// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A real snmptrapd on loopback that decodes with our MIB (and tests/support/receivers/mibs for what that
// imports), in a folder of its own: no file of the machine is read or written.
//
// Thread safety: none.
#pragma once

#include "support/process/child_process.h"

#include <QHash>
#include <QTemporaryDir>

namespace pulse::test {

// One user that the receiver knows, as snmptrapd.conf writes it.
struct SnmpUser {
    QByteArray engineId = {}; // of the sender of traps; empty: the receiver's own, for INFORMs
    QString name = {};
    QString authProtocol = {}; // "SHA-256"
    QString authPassword = {};
    QString privProtocol = {}; // "AES-256"
    QString privPassword = {};
    QString level = QStringLiteral("noauth"); // the least that is accepted: noauth, auth, priv
};

// By the MIB's names without instance: {"snmpTrapOID": "pulseAlertOpened", "pulseDeviceId": "pump-1", …}.
using SnmpTrap = QHash<QString, QString>;

class SnmpReceiver {
public:
    static Result<std::unique_ptr<SnmpReceiver>> start(const QList<SnmpUser> &users,
                                                       const QString &community = {},
                                                       const QString &address = QStringLiteral("127.0.0.1"),
                                                       quint16 port = 0); // 0: any free one

    quint16 port() const { return m_port; }
    QList<SnmpTrap> traps() const; // in order of arrival
    bool waitFor(qsizetype count) const;
    QString output() const { return m_process->output(); }

private:
    SnmpReceiver() = default;

    QTemporaryDir m_folder;
    quint16 m_port = 0;
    std::unique_ptr<ChildProcess> m_process;
};

quint16 freeUdpPort();

} // namespace pulse::test
