// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Issues access tokens for local accounts: ES256 JWTs with the claims an OpenID provider would put in.
//
// Thread safety: every function may be called from any thread.
#pragma once

#include "auth/signing_keys.h"
#include "auth/token_verifier.h"

namespace pulse::auth {

struct TokenSubject {
    QString subject;
    QString login;
    model::Role role = model::Role::CustomerViewer;
    QString tenantId;
    QString sessionId; // sid: the family of its refresh tokens
};

class TokenIssuer {
public:
    TokenIssuer(const Clock &clock, const QString &issuer, SigningKeys keys);

    Result<QString> issue(const TokenSubject &subject, std::chrono::seconds lifetime) const;
    QJsonObject jwks() const;
    const TrustedIssuer &issuer() const { return m_issuer; }
    void replaceKeys(SigningKeys keys); // after a rotation; the verifier must be told too

private:
    const Clock &m_clock;
    const TrustedIssuer m_issuer;
    mutable Mutex<SigningKeys> m_keys;
};

} // namespace pulse::auth
