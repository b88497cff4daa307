// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/jose.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QStringList>
#include <cjose/cjose.h>
#include <jansson.h>

namespace pulse::auth {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kLongestToken = 8192;
constexpr size_t kLeastRsaBits = 2048;
constexpr size_t kMostRsaBits = 8192; // what a signature costs grows with it
constexpr qsizetype kMostKeys = 64; // of one issuer

using Jws = std::unique_ptr<cjose_jws_t, decltype(&cjose_jws_release)>;
using Header = std::unique_ptr<cjose_header_t, decltype(&cjose_header_release)>;

QString said(const cjose_err &error)
{
    return QString::fromUtf8(error.message ? error.message : "unknown error");
}

std::shared_ptr<cjose_jwk_t> owned(cjose_jwk_t *key)
{
    return {key, [](cjose_jwk_t *released) { cjose_jwk_release(released); }};
}

QJsonObject exported(const cjose_jwk_t *key, bool withPrivate)
{
    cjose_err error = {};
    const std::unique_ptr<char, void (*)(void *)> text(cjose_jwk_to_json(key, withPrivate, &error),
                                                       std::free);
    return text ? QJsonDocument::fromJson(text.get()).object() : QJsonObject();
}

// RFC 7638: the required members only, in alphabetical order, which is QJsonObject's.
QByteArray thumbprint(const QJsonObject &jwk)
{
    QJsonObject required;
    for (const QString &member : {u"crv"_s, u"kty"_s, u"x"_s, u"y"_s})
        required.insert(member, jwk.value(member));
    const QByteArray text = QJsonDocument(required).toJson(QJsonDocument::Compact);
    return QCryptographicHash::hash(text, QCryptographicHash::Sha256)
        .toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
}

QList<QByteArray> algorithmsFor(const cjose_jwk_t *key)
{
    cjose_err error = {};
    switch (cjose_jwk_get_kty(key, &error)) {
    case CJOSE_JWK_KTY_EC:
        if (cjose_jwk_EC_get_curve(key, &error) == CJOSE_JWK_EC_P_256)
            return {"ES256"};
        return {};
    case CJOSE_JWK_KTY_RSA:
        if (const size_t bits = cjose_jwk_get_keysize(key, &error);
            bits >= kLeastRsaBits && bits <= kMostRsaBits)
            return {"RS256", "PS256"};
        return {};
    default: return {};
    }
}

// A key is for one algorithm (RFC 8725 §3.1): the one that its JWK names, else the first of its kind. Empty
// for a key we do not take.
QByteArray algorithmOf(const cjose_jwk_t *key, const QJsonObject &jwk)
{
    const QList<QByteArray> possible = algorithmsFor(key);
    if (!jwk.contains(u"alg"_s))
        return possible.value(0);
    const QByteArray named = jwk.value(u"alg"_s).toString().toLatin1();
    return possible.contains(named) ? named : QByteArray();
}

// RFC 7517 §4.2, §4.3: a key that is for something else says so.
bool isForSignatures(const QJsonObject &jwk)
{
    if (jwk.contains(u"use"_s) && jwk.value(u"use"_s).toString() != "sig"_L1)
        return false;
    return !jwk.contains(u"key_ops"_s) || jwk.value(u"key_ops"_s).toArray().contains(u"verify"_s);
}

tl::unexpected<Error> malformed()
{
    return fail(ErrorKind::Unauthenticated, u"The token is malformed."_s, u"token_invalid"_s);
}

// One text only for each sequence of bytes: no padding, no stray bits at the end (RFC 7515 §2).
std::optional<QByteArray> fromBase64Url(const QByteArray &part)
{
    constexpr auto kForm = QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals;
    QByteArray bytes = QByteArray::fromBase64(part, kForm);
    if (part.isEmpty() || bytes.toBase64(kForm) != part)
        return std::nullopt;
    return bytes;
}

// Of a member that is there twice, two readers may see different ones (RFC 7515 §4, RFC 7519 §4).
bool isUnambiguousObject(const QByteArray &json)
{
    json_error_t error;
    const std::unique_ptr<json_t, void (*)(json_t *)> read(
        json_loadb(json.constData(), static_cast<size_t>(json.size()), JSON_REJECT_DUPLICATES, &error),
        json_decref);
    return json_is_object(read.get());
}

QJsonObject jsonPart(const QByteArray &part)
{
    const auto json = fromBase64Url(part);
    return json && isUnambiguousObject(*json) ? QJsonDocument::fromJson(*json).object() : QJsonObject();
}

} // namespace

Result<JoseKey> JoseKey::fromJwk(const QJsonObject &jwk)
{
    const QByteArray text = QJsonDocument(jwk).toJson(QJsonDocument::Compact);
    cjose_err error = {};
    JoseKey key;
    key.m_key = owned(cjose_jwk_import(text.constData(), static_cast<size_t>(text.size()), &error));
    if (!key.m_key)
        return fail(ErrorKind::Invalid, u"not a key: %1"_s.arg(said(error)));
    key.m_id = jwk.value(u"kid"_s).toString().toUtf8();
    key.m_algorithm = algorithmOf(key.m_key.get(), jwk);
    if (key.m_id.isEmpty() || key.m_algorithm.isEmpty() || !isForSignatures(jwk))
        return fail(ErrorKind::Invalid,
                    u"a key needs a kid, and to be for ES256 (P-256), RS256 or PS256 (2048 bits or more)"_s);
    return key;
}

Result<JoseKey> JoseKey::createEs256()
{
    cjose_err error = {};
    JoseKey key;
    key.m_key = owned(cjose_jwk_create_EC_random(CJOSE_JWK_EC_P_256, &error));
    if (!key.m_key)
        return fail(ErrorKind::Internal, u"no new signing key: %1"_s.arg(said(error)));
    key.m_id = thumbprint(exported(key.m_key.get(), false));
    key.m_algorithm = "ES256";
    if (!cjose_jwk_set_kid(key.m_key.get(), key.m_id.constData(), static_cast<size_t>(key.m_id.size()),
                           &error))
        return fail(ErrorKind::Internal, u"no new signing key: %1"_s.arg(said(error)));
    return key;
}

QJsonObject JoseKey::publicJwk() const
{
    QJsonObject jwk = exported(m_key.get(), false);
    jwk.insert(u"alg"_s, QString::fromLatin1(m_algorithm));
    jwk.insert(u"use"_s, u"sig"_s);
    return jwk;
}

QByteArray JoseKey::privateJwk() const
{
    return QJsonDocument(exported(m_key.get(), true)).toJson(QJsonDocument::Compact);
}

QHash<QByteArray, JoseKey> signatureKeys(const QJsonObject &jwks)
{
    QHash<QByteArray, JoseKey> keys;
    for (const QJsonValue &value : jwks.value(u"keys"_s).toArray()) {
        if (keys.size() == kMostKeys)
            break;
        if (auto key = JoseKey::fromJwk(value.toObject()); key && !keys.contains(key->id()))
            keys.insert(key->id(), *key);
    }
    return keys;
}

Result<UnverifiedToken> readUnverified(const QByteArray &token)
{
    if (token.size() > kLongestToken)
        return malformed();
    const QList<QByteArray> parts = token.split('.');
    if (parts.size() != 3 || !fromBase64Url(parts.at(2)))
        return malformed();
    UnverifiedToken read{jsonPart(parts.at(0)), jsonPart(parts.at(1))};
    // An extension we do not understand must not be ignored (RFC 7515 §4.1.11); b64 is one that changes what
    // is signed (RFC 7797).
    if (read.header.isEmpty() || read.payload.isEmpty() || read.header.contains(u"crit"_s)
        || read.header.contains(u"b64"_s))
        return malformed();
    return read;
}

Result<QByteArray> sign(const QByteArray &payload, const JoseKey &key)
{
    cjose_err error = {};
    const Header header(cjose_header_new(&error), cjose_header_release);
    const bool isMade = header
        && cjose_header_set(header.get(), CJOSE_HDR_ALG, key.algorithm().constData(), &error)
        && cjose_header_set(header.get(), CJOSE_HDR_KID, key.id().constData(), &error)
        && cjose_header_set(header.get(), "typ", "at+jwt", &error);
    const Jws jws(isMade ? cjose_jws_sign(key.m_key.get(), header.get(),
                                          reinterpret_cast<const uint8_t *>(payload.constData()),
                                          static_cast<size_t>(payload.size()), &error)
                         : nullptr,
                  cjose_jws_release);
    const char *compact = nullptr; // belongs to jws
    if (!jws || !cjose_jws_export(jws.get(), &compact, &error))
        return fail(ErrorKind::Internal, u"cannot sign a token: %1"_s.arg(said(error)));
    return QByteArray(compact);
}

Result<> checkSignature(const QByteArray &token, const JoseKey &key)
{
    cjose_err error = {};
    const Jws jws(cjose_jws_import(token.constData(), static_cast<size_t>(token.size()), &error),
                  cjose_jws_release);
    if (!jws || !cjose_jws_verify(jws.get(), key.m_key.get(), &error))
        return fail(ErrorKind::Unauthenticated, u"The token's signature does not match."_s,
                    u"token_invalid"_s);
    return {};
}

} // namespace pulse::auth
