// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Local accounts as sign-in sees them. Managing accounts is the operator's and lives elsewhere.
#pragma once

#include "model/principal.h"
#include "store/tenancy/scope.h"

#include <optional>

namespace pulse::store::account {

struct Account {
    qint64 key = 0;
    QString userId; // the token's sub
    QString login;
    model::Role role = model::Role::CustomerViewer;
    QString tenantId; // empty for operators
    bool isTenantActive = true;
    bool isEnabled = true;
    QString passwordHash; // empty where it was not asked for
};

struct Tenant {
    TenantKey key;
    bool isActive = false;
};

Result<std::optional<Account>> findByLogin(const AuthScope &scope, const QString &login);
// Nobody changes it until the transaction ends. With its password's hash.
Result<std::optional<Account>> hold(const AuthScope &scope, const QString &userId);
// False: it was changed meanwhile, or disabled. The caller ends sessions.
Result<bool> replacePasswordHash(const AuthScope &scope, const Account &account, const QString &hash);
Result<std::optional<Tenant>> findTenant(const AuthScope &scope, const QString &tenantId);

RowShape<Account> accountShape(); // {account.columns}

} // namespace pulse::store::account
