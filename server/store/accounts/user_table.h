// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Local accounts, as operators manage them. Hashes (Argon2id) are made by auth; they go in and do not come
// out here. The caller commits.
#pragma once

#include "model/principal.h"
#include "store/tenancy/scope.h"

#include <QList>

namespace pulse::store {

struct NewUser {
    QString login;
    model::Role role = model::Role::CustomerViewer;
    QString tenantId; // for customers; empty for operators
    QByteArray passwordHash;
};
Result<> addUser(const OperatorScope &scope, const NewUser &user); // Conflict: the login exists
// Each ends the account's sessions; enabling ends none.
Result<> setUserPasswordHash(const OperatorScope &scope, const QString &login, const QByteArray &hash);
Result<> setUserEnabled(const OperatorScope &scope, const QString &login, bool isEnabled);
// Within what it is: a customer stays one, an operator too. Invalid otherwise.
Result<> setUserRole(const OperatorScope &scope, const QString &login, model::Role role);
Result<> removeUser(const OperatorScope &scope, const QString &login);

struct User {
    QString userId; // the token's sub
    QString login;
    model::Role role = model::Role::CustomerViewer;
    QString tenantId;
    bool isEnabled = true;
    Instant createdAt;
};
Result<QList<User>> listUsers(const OperatorScope &scope);

} // namespace pulse::store
