// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Four issuers whose access tokens are told from others by each of the ways there are, their keys, and tokens
// in their names. Tokens are made by OpenSSL, not by the library that verifies them.
#pragma once

#include "auth/token_verifier.h"
#include "support/suite/fake_clock.h"
#include "support/tokens/token_forge.h"
#include "wire/core/problem.h"

#include <QJsonArray>
#include <QTest>

namespace pulse::test {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

inline const QString kIssuerA = u"https://a.example/realms/pulse"_s; // at+jwt; tenant-a
inline const QString kIssuerB = u"https://b.example"_s; // bearer-claim; tenant-b
inline const QString kIssuerC =
    u"https://c.example"_s; // audience; any tenant, all roles, by words of its own
inline const QString kOurIssuer = u"pulse"_s;

// Keys take long to make; what they are is never changed.
struct Keys {
    ForgeKey ecA = ForgeKey::ec(u"ec-a"_s);
    ForgeKey rsaA = ForgeKey::rsa(u"rsa-a"_s); // names no algorithm
    ForgeKey psA = ForgeKey::rsa(u"ps-a"_s); // PS256
    ForgeKey encA = ForgeKey::rsa(u"enc-a"_s);
    ForgeKey weakA = ForgeKey::rsa(u"weak-a"_s, 1024);
    ForgeKey p384A = ForgeKey::ec(u"p384-a"_s, "P-384");
    ForgeKey ecB = ForgeKey::ec(u"ec-b"_s);
    ForgeKey ecC = ForgeKey::ec(u"ec-c"_s);
    ForgeKey ours = ForgeKey::ec(u"ours"_s);
    ForgeKey stranger = ForgeKey::ec(u"ec-a"_s); // under A's kid
};

inline const Keys &keys()
{
    static const Keys made;
    return made;
}

inline qint64 secondsNow() { return FakeClock().now().time_since_epoch() / 1s; }

// Adds, replaces; undefined removes.
inline QJsonObject with(QJsonObject object, const QJsonObject &changes, const QStringList &without = {})
{
    for (auto entry = changes.begin(); entry != changes.end(); ++entry)
        object.insert(entry.key(), entry.value());
    for (const QString &name : without)
        object.remove(name);
    return object;
}

inline QJsonObject payload(const QString &issuer, const QString &audience, const QString &tenant)
{
    const qint64 now = secondsNow();
    return {{u"iss"_s, issuer},
            {u"aud"_s, audience},
            {u"sub"_s, u"u-1"_s},
            {u"preferred_username"_s, u"ada"_s},
            {u"role"_s, u"customer_admin"_s},
            {u"tenant_id"_s, tenant},
            {u"iat"_s, now - 60},
            {u"exp"_s, now + 840}};
}

inline QJsonObject payloadA(const QJsonObject &changes = {}, const QStringList &without = {})
{
    return with(payload(kIssuerA, u"pulse-api"_s, u"tenant-a"_s), changes, without);
}

inline QJsonObject headerA(const QJsonObject &changes = {}, const QStringList &without = {})
{
    return with({{u"alg"_s, u"ES256"_s}, {u"typ"_s, u"at+jwt"_s}, {u"kid"_s, u"ec-a"_s}}, changes, without);
}

inline QByteArray tokenA(const QJsonObject &payloadChanges = {}, const QStringList &without = {})
{
    return keys().ecA.token(headerA(), payloadA(payloadChanges, without));
}

inline QByteArray tokenB(const QJsonObject &changes = {}, const QStringList &without = {},
                         const QString &type = u"JWT"_s)
{
    return keys().ecB.token(
        {{u"alg"_s, u"ES256"_s}, {u"typ"_s, type}, {u"kid"_s, u"ec-b"_s}},
        with(with(payload(kIssuerB, u"pulse-api"_s, u"tenant-b"_s), {{u"typ"_s, u"Bearer"_s}}), changes,
             without));
}

inline QJsonObject access(const QJsonArray &roles)
{
    return {{u"realm_access"_s, QJsonObject{{u"roles"_s, roles}}}};
}

inline QByteArray tokenC(const QJsonObject &changes = {}, const QStringList &without = {},
                         const QJsonObject &header = {{u"alg"_s, u"ES256"_s}, {u"kid"_s, u"ec-c"_s}})
{
    QJsonObject base = payload(kIssuerC, u"https://api.c.example"_s, {});
    base.remove(u"role"_s);
    base.insert(u"org"_s, QJsonObject{{u"tenant"_s, u"tenant-c"_s}});
    return keys().ecC.token(header, with(with(base, access({u"staff"_s})), changes, without));
}

inline QByteArray tokenOurs(const QJsonObject &changes = {}, const QString &type = u"at+jwt"_s)
{
    return keys().ours.token({{u"alg"_s, u"ES256"_s}, {u"typ"_s, type}, {u"kid"_s, u"ours"_s}},
                             with(payload(kOurIssuer, u"pulse-ui"_s, u"tenant-a"_s), changes));
}

inline QJsonObject published(const QList<QJsonObject> &jwks)
{
    QJsonArray list;
    for (const QJsonObject &jwk : jwks)
        list.append(jwk);
    return {{u"keys"_s, list}};
}

inline void row(const char *name, const QByteArray &token, int status = 401,
                const char *code = "token_invalid")
{
    QTest::newRow(name) << token << status << QString::fromLatin1(code);
}

inline void good(const char *name, const QByteArray &token) { row(name, token, 200, ""); }

inline void forbidden(const char *name, const QByteArray &token, const char *code)
{
    row(name, token, 403, code);
}

// A, B, C and ourselves.
inline bool trustAll(auth::TokenVerifier &verifier)
{
    using auth::TrustedIssuer;
    const Keys &k = keys();
    const TrustedIssuer a{
        .issuer = kIssuerA, .audience = u"pulse-api"_s, .tenants = {u"tenant-a"_s, u"shared"_s}};
    const QJsonObject keysOfA =
        published({k.ecA.jwk(),
                   k.rsaA.jwk(),
                   k.psA.jwk({{u"alg"_s, u"PS256"_s}}),
                   k.encA.jwk({{u"use"_s, u"enc"_s}}),
                   k.weakA.jwk(),
                   k.p384A.jwk(),
                   k.ecA.jwk({{u"kid"_s, u"ops-a"_s}, {u"key_ops"_s, QJsonArray{u"deriveKey"_s}}}),
                   k.rsaA.jwk({{u"kid"_s, u"rs512-a"_s}, {u"alg"_s, u"RS512"_s}}),
                   k.rsaA.jwk({{u"kid"_s, u"oaep-a"_s}, {u"alg"_s, u"RSA-OAEP"_s}}),
                   {{u"kty"_s, u"oct"_s}, {u"kid"_s, u"oct-a"_s}, {u"k"_s, u"c2VjcmV0"_s}}});
    const TrustedIssuer b{.issuer = kIssuerB,
                          .audience = u"pulse-api"_s,
                          .mark = auth::AccessTokenMark::BearerClaim,
                          .tenants = {u"tenant-b"_s}};
    TrustedIssuer c = auth::ourIssuer(kIssuerC);
    c.isOurs = false;
    c.audience = u"https://api.c.example"_s;
    c.roleClaim = {u"realm_access"_s, u"roles"_s};
    c.tenantClaim = {u"org"_s, u"tenant"_s};
    c.roleWords = {{u"staff"_s, model::Role::CustomerViewer},
                   {u"boss"_s, model::Role::CustomerAdmin},
                   {u"ops"_s, model::Role::Operator}};
    return verifier.trust(a, keysOfA) && verifier.trust(b, published({k.ecB.jwk()}))
        && verifier.trust(c, published({k.ecC.jwk()}))
        && verifier.trust(auth::ourIssuer(kOurIssuer), published({k.ours.jwk()}));
}

inline void addColumns()
{
    QTest::addColumn<QByteArray>("token");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("code");
}

// Of the current row. The second time, too: what is remembered must not differ.
inline void judge(const auth::TokenVerifier &verifier)
{
    QFETCH(QByteArray, token);
    for (int i = 0; i < 2; ++i) {
        const auto claims = verifier.verify(token);
        const QString code = claims ? QString() : claims.error().code;
        QTEST(code, "code");
        const int status = claims ? 200 : wire::httpStatus(claims.error().kind);
        QTEST(status, "status");
    }
}

} // namespace pulse::test
