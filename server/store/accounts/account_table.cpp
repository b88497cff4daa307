// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/accounts/account_table.h"

#include "model/words.h"

namespace pulse::store::account {

Account accountFrom(RowReader &row)
{
    Account account;
    account.key = row.integer();
    account.userId = row.text();
    account.login = row.text();
    account.role = model::fromWord<model::Role>(row.text()).value_or(model::Role::CustomerViewer);
    account.tenantId = row.text();
    account.isTenantActive = row.boolean();
    account.isEnabled = row.boolean();
    return account;
}

Result<std::optional<Account>> findByLogin(const AuthScope &scope, const QString &login)
{
    PULSE_TRY(const Rows rows, scope.query("account.by_login", {login}));
    if (rows.isEmpty())
        return std::optional<Account>();
    RowReader row = rows.first();
    Account account = accountFrom(row);
    account.passwordHash = row.text();
    return account;
}

Result<std::optional<Tenant>> findTenant(const AuthScope &scope, const QString &tenantId)
{
    PULSE_TRY(const Rows rows, scope.query("account.find_tenant", {tenantId}));
    if (rows.isEmpty())
        return std::optional<Tenant>();
    RowReader row = rows.first();
    Tenant tenant;
    tenant.key = row.key<TenantKey>();
    tenant.isActive = row.boolean();
    return tenant;
}

} // namespace pulse::store::account
