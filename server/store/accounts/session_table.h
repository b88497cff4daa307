// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Sessions of local accounts, and the refresh tokens that carry them on: a token is kept as its SHA-256;
// tokens that replaced one another are of one session. What ends one is store/tenancy/revocation.
#pragma once

#include "model/user_session.h"
#include "store/accounts/account_table.h"

namespace pulse::store::session {

struct NewSession {
    QString id; // a uuid
    qint64 userKey = 0;
    Instant madeAt;
    Instant endsAt;
    Instant tokensUntil; // no access token of it lives longer
    QString address; // empty: not known
    QString userAgent;
};

struct NewToken {
    QByteArray tokenHash;
    QString sessionId;
    qint64 userKey = 0;
    Instant createdAt;
    Instant expiresAt;
};

struct Token {
    QString sessionId;
    Instant expiresAt;
    bool isUsed = false;
    bool hasEnded = false; // its session, before its time
    Instant endsAt; // of its session, at the latest
    account::Account account;
};

Result<> open(const AuthScope &scope, const NewSession &session);
Result<> use(const AuthScope &scope, const QString &sessionId, Instant now, Instant tokensUntil);
// Those of a person (the token's sub) that go on, the one used last first.
Result<QList<model::UserSession>> list(const AuthScope &scope, const QString &userId);

Result<> addToken(const AuthScope &scope, const NewToken &token);
// Locks the token and its session: of two that use one token at once the second sees it used, and who ends
// the session meanwhile waits until this one's access token is known.
Result<std::optional<Token>> findForUse(const AuthScope &scope, const QByteArray &tokenHash);
Result<> markUsed(const AuthScope &scope, const QByteArray &tokenHash, Instant now);
Result<> forgetExpired(const AuthScope &scope, Instant before); // a hundred tokens at most

} // namespace pulse::store::session
