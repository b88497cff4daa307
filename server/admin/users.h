// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Local accounts, as operators manage them. A password comes in as text and is kept as a hash only; making
// that takes a core 0.1 s, so these are not for a thread that answers others.
#pragma once

#include "admin/operator.h"
#include "store/accounts/user_table.h"

namespace pulse::admin {

// Twenty letters and digits that are not mistaken for one another (no l or 1, no O or 0): about 116 bits.
QString madeUpPassword();

struct NewAccount {
    QString login;
    model::Role role = model::Role::CustomerViewer;
    QString tenantId; // for customers; empty for operators
    QString password;
};
// Conflict: there is one of that login.
Result<> addUser(const Operator &by, const NewAccount &account);
// The same beside other acts in a transaction of the caller's.
Result<> addUser(const store::OperatorScope &scope, const NewAccount &account);
Result<> setPassword(const Operator &by, const QString &login, const QString &password);
Result<QList<store::User>> listUsers(const Operator &by);

} // namespace pulse::admin
