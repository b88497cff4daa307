// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/accounts/session_table.h"

namespace pulse::store::session {

Result<> add(const AuthScope &scope, const NewToken &token)
{
    PULSE_CHECK(scope.query(
        "session.add",
        {Param::bytea(token.tokenHash), token.family, token.userKey, token.createdAt, token.expiresAt}));
    return {};
}

Result<std::optional<Token>> findForUse(const AuthScope &scope, const QByteArray &tokenHash)
{
    PULSE_TRY(const Rows rows, scope.query("session.by_token", {Param::bytea(tokenHash)}));
    if (rows.isEmpty())
        return std::optional<Token>();
    RowReader row = rows.first();
    Token token;
    token.family = row.text();
    token.expiresAt = row.instant();
    token.isUsed = row.boolean();
    token.account = account::accountFrom(row);
    return token;
}

Result<> markUsed(const AuthScope &scope, const QByteArray &tokenHash, Instant now)
{
    PULSE_CHECK(scope.query("session.mark_used", {Param::bytea(tokenHash), now}));
    return {};
}

Result<> endFamily(const AuthScope &scope, const QString &family)
{
    PULSE_CHECK(scope.query("session.end_family", {family}));
    return {};
}

Result<> forgetExpired(const AuthScope &scope, Instant before)
{
    PULSE_CHECK(scope.query("session.forget_expired", {before}));
    return {};
}

} // namespace pulse::store::session
