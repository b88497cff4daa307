// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/accounts/session_table.h"

namespace pulse::store::session {

namespace {

const Query<Token> kByToken{"session.by_token",
                            RowShape{column("family", &Token::family),
                                     column("expires_at", &Token::expiresAt),
                                     column("is_used", &Token::isUsed)}
                                .with(&Token::account, account::accountShape())};

} // namespace

Result<> add(const AuthScope &scope, const NewToken &token)
{
    PULSE_CHECK(scope.query(
        "session.add",
        {Param::bytea(token.tokenHash), token.family, token.userKey, token.createdAt, token.expiresAt}));
    return {};
}

Result<std::optional<Token>> findForUse(const AuthScope &scope, const QByteArray &tokenHash)
{
    return scope.find(kByToken, {Param::bytea(tokenHash)});
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
