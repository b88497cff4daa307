// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Says whose token it is. Tokens of local accounts and of an OpenID provider go through the same checks: a
// known issuer, a known kid, ES256 or RS256 as the key's kind demands, the audience, exp and nbf with a small
// leeway.
//
// Thread safety: every function may be called from any thread.
// Invariants: errors are token_expired or token_invalid (401), or no_role, no_tenant, tenant_suspended (403).
#pragma once

#include "auth/jose.h"
#include "base/clock.h"
#include "base/mutex.h"
#include "model/principal.h"
#include "store/postgres/connection.h"

#include <QCache>
#include <QHash>
#include <QJsonObject>

namespace pulse::auth {

// What a verified token says. The tenant is still a text; resolve() makes the principal.
struct Claims {
    QString subject;
    QString login;
    model::Role role = model::Role::CustomerViewer;
    QString tenantId; // empty for operators
    Instant expiresAt;
};

struct TrustedIssuer {
    QString issuer; // the iss claim, exactly
    QString audience = QStringLiteral("pulse-ui");
};

class TokenVerifier {
public:
    explicit TokenVerifier(const Clock &clock);

    // Trusts an issuer's JWKS document, in place of what it had before. Keys of kinds we do not take are
    // passed over.
    Result<> trust(const TrustedIssuer &issuer, const QJsonObject &jwks);

    Result<Claims> verify(const QByteArray &token) const;
    const Clock &clock() const { return m_clock; }

    // Finds the tenant's key (remembered for some seconds). Runs on a database worker.
    Result<model::Principal> resolve(const Claims &claims, store::Connection &connection) const;

private:
    struct Trusted {
        TrustedIssuer issuer;
        QHash<QByteArray, JoseKey> keys;
    };
    struct Tenant {
        TenantKey key;
        Instant readAt;
    };
    struct State {
        QHash<QString, Trusted> issuers;
        QCache<QByteArray, Claims> verified{4096}; // by SHA-256 of the token
        QHash<QString, Tenant> tenants;
    };

    Result<Claims> verifyAnew(const QByteArray &token) const;
    Result<JoseKey> keyFor(const UnverifiedToken &token, TrustedIssuer &issuer) const;
    Result<TenantKey> tenantOf(const QString &tenantId, store::Connection &connection) const;

    const Clock &m_clock;
    mutable Mutex<State> m_state;
};

} // namespace pulse::auth
