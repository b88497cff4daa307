// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/accounts/account_table.h"

namespace pulse::store::account {

RowShape<Account> accountShape()
{
    return {
        column("user_key", &Account::key),       column("user_id", &Account::userId),
        column("login", &Account::login),        column("role", &Account::role),
        column("tenant_id", &Account::tenantId), column("is_tenant_active", &Account::isTenantActive),
        column("enabled", &Account::isEnabled),
    };
}

namespace {

RowShape<Account> secretShape()
{
    return accountShape().with({column("password_hash", &Account::passwordHash)});
}

const Query<Account> kByLogin{"account.by_login", secretShape()};
const Query<Account> kHold{"account.hold", secretShape()};
const Query<Tenant> kFindTenant{"account.find_tenant",
                                {column("tenant_key", &Tenant::key), column("is_active", &Tenant::isActive)}};

} // namespace

Result<std::optional<Account>> findByLogin(const AuthScope &scope, const QString &login)
{
    return scope.find(kByLogin, {login});
}

Result<std::optional<Account>> hold(const AuthScope &scope, const QString &userId)
{
    return scope.find(kHold, {userId});
}

Result<bool> replacePasswordHash(const AuthScope &scope, const Account &account, const QString &hash)
{
    PULSE_TRY(const Rows rows,
              scope.query("account.replace_password_hash", {account.key, account.passwordHash, hash}));
    return !rows.isEmpty();
}

Result<std::optional<Tenant>> findTenant(const AuthScope &scope, const QString &tenantId)
{
    return scope.find(kFindTenant, {tenantId});
}

} // namespace pulse::store::account
