// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a token whose signature is right says, and whether its issuer may say it: RFC 7519, RFC 9068, and the
// advice of RFC 8725. An ID, logout or refresh token is never an access token.
//
// Thread safety: any thread; pure.
// Invariants: errors are token_invalid, token_expired (401), no_role, role_ambiguous, role_not_of_issuer,
// no_tenant, tenant_not_of_issuer (403).
#pragma once

#include "auth/jose.h"
#include "auth/trusted_issuer.h"
#include "base/clock.h"

namespace pulse::auth {

// The tenant is still a text; TokenVerifier::resolve() makes the principal.
struct Claims {
    QString subject; // the person, as personOf() has it
    QString login; // for people to read; two persons may have the same
    model::Role role = model::Role::CustomerViewer;
    QString tenantId; // empty for operators
    Instant expiresAt;
    QString issuer = {};
    Instant issuedAt = {}; // the epoch where the token does not say
    QString sessionId = {}; // sid; names a session of ours only if we are the issuer
};

// Requires: the signature was verified with a key of this issuer.
Result<Claims> readClaims(const UnverifiedToken &token, const TrustedIssuer &issuer, Instant now);

tl::unexpected<Error> invalidToken(const QString &what); // token_invalid

// A time in seconds since 1970, perhaps with decimals (NumericDate); none: there is none, or it is no time.
std::optional<Instant> timeClaim(const QJsonObject &payload, const QString &name);

} // namespace pulse::auth
