// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// tenant, device, user and setting: what an administrator does from a shell. What was typed becomes a use
// case of `admin`, what that returns becomes lines of text.
#pragma once

#include "admin/devices.h"
#include "app/command_line.h"

#include <QTextStream>
#include <functional>

namespace pulse::app {

// Keeps a password that was made up where only the installation's owner reads it; where that is.
using PasswordKeeper = std::function<Result<QString>(const QString &login, const QString &password)>;

struct AdminContext {
    admin::Operator by;
    admin::BrokerAccounts brokerAccounts;
    QTextStream &out;
    PasswordKeeper keepPassword = {}; // may be empty: there is no folder of ours

    admin::Provisioning provisioning() const { return {by, brokerAccounts}; }
};

bool isAdminCommand(const QString &command);
Result<> runAdminCommand(const CommandLine &line, const AdminContext &context);

// Who a command is, for the audit log: an operator named cli:USER.
admin::Operator commandLineOperator(store::Connection &connection);

} // namespace pulse::app
