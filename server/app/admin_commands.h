// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// tenant, device, user and setting: what an administrator does from a shell. Runs as an operator named
// cli:<user>, so that every act is in the audit log.
#pragma once

#include "app/command_line.h"
#include "model/principal.h"
#include "store/postgres/connection.h"

#include <QHash>
#include <QTextStream>
#include <functional>

namespace pulse::app {

// Where devices' MQTT logins are kept, for installations that own their broker: user name -> password; an
// empty password removes the login.
using BrokerLogins = std::function<Result<>(const QHash<QString, QByteArray> &logins)>;

// Keeps a password that was made up where only the installation's owner reads it; where that is.
using PasswordKeeper = std::function<Result<QString>(const QString &login, const QString &password)>;

struct AdminContext {
    store::Connection &connection;
    BrokerLogins brokerLogins; // may be empty: the broker is somebody else's
    QTextStream &out;
    PasswordKeeper keepPassword = {}; // may be empty: there is no folder of ours
};

bool isAdminCommand(const QString &command);
Result<> runAdminCommand(const CommandLine &line, const AdminContext &context);

// TENANT/device/DEVICE: a device's user at the broker (the ACL's pattern stands on it).
QString brokerUser(const QString &tenantId, const QString &deviceId);

// Who the command line is, for the audit log.
model::Principal commandLinePrincipal();

} // namespace pulse::app
