// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "admin/users.h"

#include "auth/password.h"
#include "auth/password_policy.h"

#include <QRandomGenerator>

namespace pulse::admin {

using namespace Qt::StringLiterals;

QString madeUpPassword()
{
    constexpr auto kLetters = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"_L1;
    constexpr int kLength = 20;
    QString password;
    for (int i = 0; i < kLength; ++i)
        password += kLetters.at(QRandomGenerator::system()->bounded(static_cast<int>(kLetters.size())));
    return password;
}

namespace {

Result<QString> hashOf(const QString &password)
{
    PULSE_CHECK(auth::checkPassword(u"password"_s, password));
    return auth::hashPassword(password);
}

Result<store::NewUser> hashed(const NewAccount &account)
{
    PULSE_TRY(const QString hash, hashOf(account.password));
    return store::NewUser{account.login, account.role, account.tenantId, hash.toUtf8()};
}

} // namespace

Result<> addUser(const store::OperatorScope &scope, const NewAccount &account)
{
    PULSE_TRY(const store::NewUser user, hashed(account));
    return store::addUser(scope, user);
}

Result<> addUser(const Operator &by, const NewAccount &account)
{
    PULSE_TRY(const store::NewUser user, hashed(account));
    PULSE_TRY(auto scope, beginAct(by, u"add_user"_s, account.tenantId));
    PULSE_CHECK(store::addUser(scope, user));
    return scope.commit();
}

Result<> setPassword(const Operator &by, const QString &login, const QString &password)
{
    PULSE_TRY(const QString hash, hashOf(password));
    PULSE_TRY(auto scope, beginAct(by, u"set_user_password"_s));
    PULSE_CHECK(store::setUserPasswordHash(scope, login, hash.toUtf8()));
    return scope.commit();
}

Result<QList<store::User>> listUsers(const Operator &by)
{
    PULSE_TRY(auto scope, beginAct(by, u"list_users"_s));
    PULSE_TRY(auto users, store::listUsers(scope));
    PULSE_CHECK(scope.commit());
    return users;
}

} // namespace pulse::admin
