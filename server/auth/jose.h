// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The only file that knows the JOSE library: keys as JWK (RFC 7517), compact JWS (RFC 7515) signed and
// verified. ES256, RS256 and PS256, nothing else.
//
// Thread safety: any thread; a key is read-only once made, and nothing here touches its reference count.
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QHash>
#include <QJsonObject>
#include <memory>

struct _cjose_jwk_int;

namespace pulse::auth {

class JoseKey {
public:
    // Invalid unless it is a P-256 or an RSA key of at least 2048 bits, its kid is not empty, and neither its
    // alg nor its use nor its key_ops say that it is for something else.
    static Result<JoseKey> fromJwk(const QJsonObject &jwk);
    static Result<JoseKey> createEs256(); // its kid is its thumbprint (RFC 7638)

    const QByteArray &id() const { return m_id; }
    // The only one it is for: what its JWK's alg says, else by its kind ES256 or RS256.
    const QByteArray &algorithm() const { return m_algorithm; }
    QJsonObject publicJwk() const; // with kid, alg and use
    QByteArray privateJwk() const; // secret

private:
    JoseKey() = default;
    friend Result<QByteArray> sign(const QByteArray &payload, const JoseKey &key);
    friend Result<> checkSignature(const QByteArray &token, const JoseKey &key);

    std::shared_ptr<_cjose_jwk_int> m_key;
    QByteArray m_id;
    QByteArray m_algorithm;
};

// Those keys of a JWKS document that we take, by kid; the first where two have the same.
QHash<QByteArray, JoseKey> signatureKeys(const QJsonObject &jwks);

// A token's parts before anything is verified: only to choose the key. token_invalid unless it has the shape
// of a compact JWS, each part has the one text that base64url gives it, and no member is there twice.
struct UnverifiedToken {
    QJsonObject header;
    QJsonObject payload;
};
Result<UnverifiedToken> readUnverified(const QByteArray &token);

// As an access token (RFC 9068): its header says at+jwt.
Result<QByteArray> sign(const QByteArray &payload, const JoseKey &key);

// Requires: the caller has compared the header's alg with the key's.
Result<> checkSignature(const QByteArray &token, const JoseKey &key);

} // namespace pulse::auth
