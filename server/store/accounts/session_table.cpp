// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/accounts/session_table.h"

namespace pulse::store::session {

namespace {

const Query<Token> kByToken{"session.by_token",
                            RowShape{column("session_id", &Token::sessionId),
                                     column("expires_at", &Token::expiresAt),
                                     column("is_used", &Token::isUsed), column("has_ended", &Token::hasEnded),
                                     column("ends_at", &Token::endsAt)}
                                .with(&Token::account, account::accountShape())};
const Query<model::UserSession> kList{"session.list",
                                      {
                                          column("session_id", &model::UserSession::sessionId),
                                          column("made_at", &model::UserSession::madeAt),
                                          column("last_used_at", &model::UserSession::lastUsedAt),
                                          column("ends_at", &model::UserSession::endsAt),
                                          column("address", &model::UserSession::address),
                                          column("user_agent", &model::UserSession::userAgent),
                                      }};

} // namespace

Result<> open(const AuthScope &scope, const NewSession &session)
{
    PULSE_CHECK(scope.query("session.open",
                            {session.id, session.userKey, session.madeAt, session.endsAt, session.tokensUntil,
                             Param::orNull(session.address), Param::orNull(session.userAgent)}));
    return {};
}

Result<> use(const AuthScope &scope, const QString &sessionId, Instant now, Instant tokensUntil)
{
    PULSE_CHECK(scope.query("session.use", {sessionId, now, tokensUntil}));
    return {};
}

Result<QList<model::UserSession>> list(const AuthScope &scope, const QString &userId)
{
    return scope.all(kList, {userId});
}

Result<> addToken(const AuthScope &scope, const NewToken &token)
{
    PULSE_CHECK(scope.query(
        "session.add_token",
        {Param::bytea(token.tokenHash), token.sessionId, token.userKey, token.createdAt, token.expiresAt}));
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

Result<> forgetExpired(const AuthScope &scope, Instant before)
{
    PULSE_CHECK(scope.query("session.forget_expired", {before}));
    return {};
}

} // namespace pulse::store::session
