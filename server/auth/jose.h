// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The only file that knows the JOSE library: keys as JWK, compact JWS signed and verified. ES256 and RS256,
// nothing else.
//
// Thread safety: any thread; a key is read-only once made, and nothing here touches its reference count.
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QJsonObject>
#include <memory>

struct _cjose_jwk_int;

namespace pulse::auth {

class JoseKey {
public:
    // Invalid unless it is a P-256 or an RSA key of at least 2048 bits, and its kid is not empty.
    static Result<JoseKey> fromJwk(const QJsonObject &jwk);
    static Result<JoseKey> createEs256(); // its kid is its thumbprint (RFC 7638)

    const QByteArray &id() const { return m_id; }
    const QByteArray &algorithm() const { return m_algorithm; } // "ES256" or "RS256", by the kind of key
    QJsonObject publicJwk() const; // with kid, alg and use
    QByteArray privateJwk() const; // secret

private:
    JoseKey() = default;
    friend Result<QByteArray> sign(const QByteArray &payload, const JoseKey &key);
    friend Result<QByteArray> verifiedPayload(const QByteArray &token, const JoseKey &key);

    std::shared_ptr<_cjose_jwk_int> m_key;
    QByteArray m_id;
    QByteArray m_algorithm;
};

// A token's parts before anything is verified: only to choose the key. Invalid unless it has the shape of a
// compact JWS.
struct UnverifiedToken {
    QJsonObject header;
    QJsonObject payload;
};
Result<UnverifiedToken> readUnverified(const QByteArray &token);

Result<QByteArray> sign(const QByteArray &payload, const JoseKey &key);

// Requires: the caller has compared the header's alg with the key's.
Result<QByteArray> verifiedPayload(const QByteArray &token, const JoseKey &key);

} // namespace pulse::auth
