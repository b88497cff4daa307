// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Says whose token it is. Tokens of local accounts and of OpenID providers go through the same checks: a
// known issuer, a kid among its own keys, the one algorithm of that key, then what it says (token_claims.h).
//
// A token whose key is not known is refused; but if it was issued after its provider's keys were read, the
// key may be new: the keys are asked for, and the caller is to try again (503).
//
// Thread safety: every function may be called from any thread.
// Invariants: errors are those of token_claims.h, issuer_keys_pending (503), and tenant_suspended (403).
#pragma once

#include "auth/token_claims.h"
#include "base/mutex.h"
#include "model/principal.h"
#include "store/postgres/connection.h"

#include <QCache>
#include <QHash>
#include <functional>

namespace pulse::auth {

class TokenVerifier {
public:
    explicit TokenVerifier(const Clock &clock);

    // Trusts an issuer whose keys come by replaceKeys(), now and again. `keysWanted` is called, perhaps
    // often, when they are to be read anew; it must not block, nor call back at once.
    using KeysWanted = std::function<void()>;
    void expect(const TrustedIssuer &issuer, KeysWanted keysWanted);
    // Trusts an issuer whose keys we have: ours.
    Result<> trust(const TrustedIssuer &issuer, const QJsonObject &jwks);
    // A JWKS document in place of the one before. Keys of kinds we do not take are passed over; Invalid when
    // none is left: then those of before stay.
    Result<> replaceKeys(const QString &issuer, const QJsonObject &jwks);

    Result<Claims> verify(const QByteArray &token) const;
    const Clock &clock() const { return m_clock; }

    // Finds the tenant's key (remembered for some seconds). Runs on a database worker.
    Result<model::Principal> resolve(const Claims &claims, store::Connection &connection) const;

private:
    struct Trusted {
        TrustedIssuer issuer;
        KeysWanted keysWanted; // none: its keys do not change by themselves
        QJsonObject jwks;
        QHash<QByteArray, JoseKey> keys;
        Instant readAt;
    };
    struct Signer {
        TrustedIssuer issuer;
        JoseKey key;
        quint64 generation = 0;
    };
    struct Verified {
        Claims claims;
        Instant goodUntil; // with the leeway
        quint64 generation = 0; // of the keys
    };
    struct Tenant {
        TenantKey key;
        Instant readAt;
    };
    struct State {
        QHash<QString, Trusted> issuers;
        quint64 generation = 0; // grows when keys change
        QCache<QByteArray, Verified> verified{4096}; // by SHA-256 of the token
        QHash<QString, Tenant> tenants;
    };

    Result<Verified> verifyAnew(const QByteArray &token) const;
    static bool mayBeNewer(const UnverifiedToken &token, const Trusted &trusted); // than its issuer's keys
    Result<Signer> signerOf(const UnverifiedToken &token, KeysWanted &keysWanted) const;
    Result<TenantKey> tenantOf(const QString &tenantId, store::Connection &connection) const;

    const Clock &m_clock;
    mutable Mutex<State> m_state;
};

} // namespace pulse::auth
