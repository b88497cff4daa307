// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Refresh sessions: a token is kept as its SHA-256; tokens that replaced one another form a family.
#pragma once

#include "store/accounts/account_table.h"

namespace pulse::store::session {

struct NewToken {
    QByteArray tokenHash;
    QString family; // a uuid
    qint64 userKey = 0;
    Instant createdAt;
    Instant expiresAt;
};

struct Token {
    QString family;
    Instant expiresAt;
    bool isUsed = false;
    account::Account account;
};

Result<> add(const AuthScope &scope, const NewToken &token);
// Locks the row: of two that use one token at once the second sees it used.
Result<std::optional<Token>> findForUse(const AuthScope &scope, const QByteArray &tokenHash);
Result<> markUsed(const AuthScope &scope, const QByteArray &tokenHash, Instant now);
Result<> endFamily(const AuthScope &scope, const QString &family);
Result<> forgetExpired(const AuthScope &scope, Instant before); // a hundred at most

} // namespace pulse::store::session
