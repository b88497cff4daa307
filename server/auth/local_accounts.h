// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Signing in with a local account, and staying signed in: a refresh token works once and is replaced; one
// that is used again ends every token of its family, because then somebody else has it too.
//
// Thread safety: any thread; runs on a database worker (a password costs a tenth of a second).
// Invariants: errors for the caller are invalid_credentials, refresh_invalid, tenant_suspended,
// too_many_requests.
#pragma once

#include "auth/attempt_limiter.h"
#include "auth/token_issuer.h"
#include "store/accounts/session_table.h"
#include "wire/accounts/session_json.h"

namespace pulse::auth {

struct LocalAccountsConfig {
    std::chrono::seconds accessLifetime{900};
    std::chrono::seconds refreshIdle{1800};
    AttemptLimit perLogin{10, std::chrono::seconds{300}};
    AttemptLimit perAddress{60, std::chrono::seconds{300}};
    int mostPasswordsAtOnce = 2; // each takes 64 MiB and a core for a tenth of a second
};

struct Credentials {
    QString login;
    QString password;
    QString address; // the client's
};

// An error, and when the caller may try again (for Retry-After; zero: no matter).
struct Refusal {
    Error error;
    std::chrono::seconds retryAfter{0};
};

class LocalAccounts {
public:
    LocalAccounts(const Clock &clock, const TokenIssuer &issuer, LocalAccountsConfig config = {});

    tl::expected<wire::Session, Refusal> signIn(const Credentials &credentials,
                                                store::Connection &connection);
    tl::expected<wire::Session, Refusal> refresh(const QString &refreshToken, store::Connection &connection);

private:
    struct Limits {
        AttemptLimiter logins;
        AttemptLimiter addresses;
        int passwordsAtOnce = 0;
    };
    std::chrono::seconds countAttempt(const Credentials &credentials);
    Result<bool> isRightPassword(const QString &password,
                                 const std::optional<store::account::Account> &account);
    Result<store::account::Account> check(const Credentials &credentials, store::Connection &connection);
    Result<wire::Session> open(const store::account::Account &account, const QString &family,
                               const store::AuthScope &scope);
    Result<wire::Session> openFirst(const Credentials &credentials, store::Connection &connection);
    Result<wire::Session> replace(const QByteArray &tokenHash, store::Connection &connection);

    const Clock &m_clock;
    const TokenIssuer &m_issuer;
    const LocalAccountsConfig m_config;
    Mutex<Limits> m_limits;
};

} // namespace pulse::auth
