// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Signing in with a local account, and staying signed in: a refresh token works once and is replaced; one
// that is used again ends every token of its family, because then somebody else has it too.
//
// Thread safety: any thread; signIn() on one of the desk's (SignInDesk), where attempts are limited.
// Invariants: errors for the caller are invalid_credentials, refresh_invalid, tenant_suspended.
#pragma once

#include "auth/token_issuer.h"
#include "store/accounts/session_table.h"
#include "wire/accounts/session_json.h"

namespace pulse::auth {

struct LocalAccountsConfig {
    std::chrono::seconds accessLifetime{900};
    std::chrono::seconds refreshIdle{1800};
};

struct Credentials {
    QString login;
    QString password;
    QString address; // the client's
};

class LocalAccounts {
public:
    LocalAccounts(const Clock &clock, const TokenIssuer &issuer, LocalAccountsConfig config = {});

    Result<wire::Session> signIn(const Credentials &credentials, store::Connection &connection);
    Result<wire::Session> refresh(const QString &refreshToken, store::Connection &connection);

private:
    Result<store::account::Account> check(const Credentials &credentials, store::Connection &connection);
    Result<wire::Session> open(const store::account::Account &account, const QString &family,
                               const store::AuthScope &scope);

    const Clock &m_clock;
    const TokenIssuer &m_issuer;
    const LocalAccountsConfig m_config;
};

} // namespace pulse::auth
