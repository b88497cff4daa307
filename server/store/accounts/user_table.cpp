// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/accounts/user_table.h"

#include "model/words.h"
#include "store/postgres/database_error.h"
#include "store/tenancy/revocation.h"
#include "store/tenancy/tenant_table.h"

namespace pulse::store {

using namespace Qt::StringLiterals;

namespace {

const Query<User> kUsers{"user_admin.list",
                         {
                             column("user_id", &User::userId),
                             column("login", &User::login),
                             column("role", &User::role),
                             column("tenant_id", &User::tenantId),
                             column("enabled", &User::isEnabled),
                             column("created_at", &User::createdAt),
                         }};

// Changes the account first: a sign-in under way holds it, and is either done before or finds it changed.
Result<qint64> changeUser(const OperatorScope &scope, const char *statement, const Params &params,
                          const QString &login)
{
    return scope.value<qint64>(statement, params, u"there is no account %1"_s.arg(login));
}

} // namespace

Result<> addUser(const OperatorScope &scope, const NewUser &user)
{
    const qsizetype length = user.login.toUtf8().size();
    if (length < 1 || length > 128)
        return invalidField(u"login"_s, u"a login must be 1 to 128 bytes long"_s);
    if (user.passwordHash.isEmpty())
        return invalidField(u"password"_s, u"a password is needed"_s);
    if (model::isCustomer(user.role) == user.tenantId.isEmpty())
        return invalidField(u"tenant_id"_s, u"a customer's account needs a tenant, an operator's has none"_s);
    TenantKey tenant;
    if (!user.tenantId.isEmpty()) {
        PULSE_TRY(const Tenant found, tenantById(scope, user.tenantId));
        tenant = found.key;
    }
    PULSE_TRY(
        const Rows rows,
        scope.query("user_admin.add",
                    {user.login, tenant, model::word(user.role), QString::fromLatin1(user.passwordHash)}));
    if (rows.isEmpty())
        return fail(ErrorKind::Conflict, u"account %1 exists"_s.arg(user.login), u"user_exists"_s,
                    u"login"_s);
    return {};
}

Result<> setUserPasswordHash(const OperatorScope &scope, const QString &login, const QByteArray &hash)
{
    if (hash.isEmpty())
        return invalidField(u"password"_s, u"a password is needed"_s);
    PULSE_TRY(const qint64 user,
              changeUser(scope, "user_admin.set_password_hash", {login, QString::fromLatin1(hash)}, login));
    return revocation::endSessionsOf(scope, user, model::SessionEnd::PasswordChanged);
}

Result<> setUserEnabled(const OperatorScope &scope, const QString &login, bool isEnabled)
{
    PULSE_TRY(const qint64 user, changeUser(scope, "user_admin.set_enabled", {login, isEnabled}, login));
    return isEnabled ? Result<>{} : revocation::endSessionsOf(scope, user, model::SessionEnd::Disabled);
}

Result<> setUserRole(const OperatorScope &scope, const QString &login, model::Role role)
{
    const auto changed = changeUser(scope, "user_admin.set_role", {login, model::word(role)}, login);
    if (!changed && changed.error().code == QLatin1StringView(kDatabaseValue))
        return invalidField(u"role"_s, u"a customer's account needs a tenant, an operator's has none"_s);
    PULSE_TRY(const qint64 user, changed);
    return revocation::endSessionsOf(scope, user, model::SessionEnd::RoleChanged);
}

Result<> removeUser(const OperatorScope &scope, const QString &login)
{
    PULSE_TRY(const qint64 user, changeUser(scope, "user_admin.set_enabled", {login, false}, login));
    PULSE_CHECK(revocation::endSessionsOf(scope, user, model::SessionEnd::Removed));
    PULSE_CHECK(scope.query("user_admin.remove", {user}));
    return {};
}

Result<QList<User>> listUsers(const OperatorScope &scope) { return scope.all(kUsers); }

} // namespace pulse::store
