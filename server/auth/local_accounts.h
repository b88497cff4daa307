// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Signing in with a local account, and staying signed in: a refresh token works once and is replaced; one
// that is used again ends its session, because then somebody else has it too. A session ends at the latest
// `sessionMost` after its making, and no token outlives it.
//
// Thread safety: any thread; signIn() on one of the desk's (SignInDesk), where attempts are limited.
// Invariants: errors for the caller are invalid_credentials, refresh_invalid, tenant_suspended, and of
// changePassword() wrong_password, no_local_account and too_many_requests.
#pragma once

#include "auth/attempt_limiter.h"
#include "auth/sign_in_queue.h"
#include "auth/token_issuer.h"
#include "store/accounts/session_table.h"
#include "wire/accounts/session_json.h"

namespace pulse::auth {

struct LocalAccountsConfig {
    std::chrono::seconds accessLifetime{900};
    std::chrono::seconds refreshIdle{1800};
    std::chrono::seconds sessionMost{12 * 3600};
    AttemptLimit passwordChanges{10, std::chrono::seconds{300}}; // of one account
};

struct Credentials {
    QString login;
    QString password;
    QString address; // the client's
    QString userAgent = {}; // as it says
};

struct PasswordChange {
    QString oldPassword;
    QString newPassword;
};

class LocalAccounts {
public:
    LocalAccounts(const Clock &clock, const TokenIssuer &issuer, LocalAccountsConfig config = {});

    Result<wire::Session> signIn(const Credentials &credentials, store::Connection &connection);
    Result<wire::Session> refresh(const QString &refreshToken, store::Connection &connection);
    // A person's own; their other sessions end. On a database worker: two passwords are hashed.
    tl::expected<void, Refusal> changePassword(const model::Principal &person, const PasswordChange &change,
                                               store::Connection &connection);

private:
    // What a session is opened with, or goes on with.
    struct Tokens {
        wire::Session session;
        Instant accessEnd;
        Instant refreshEnd;
    };
    Result<store::account::Account> check(const Credentials &credentials, store::Connection &connection);
    Result<Tokens> makeTokens(const store::account::Account &account, const QString &sessionId, Instant now,
                              Instant end) const;
    Result<wire::Session> open(const store::account::Account &account, const Credentials &credentials,
                               const store::AuthScope &scope);
    Result<wire::Session> goOn(const store::session::Token &token, const store::AuthScope &scope);
    Result<> replacePassword(const model::Principal &person, const PasswordChange &change,
                             store::Connection &connection);

    const Clock &m_clock;
    const TokenIssuer &m_issuer;
    const LocalAccountsConfig m_config;
    Mutex<AttemptLimiter> m_changes; // by account
};

} // namespace pulse::auth
