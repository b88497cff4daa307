// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/tokens/token_forge.h"

#include <QCryptographicHash>
#include <QJsonDocument>
#include <QMessageAuthenticationCode>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

namespace pulse::test {

using namespace Qt::StringLiterals;

namespace {

template <class T> using Owned = std::unique_ptr<T, void (*)(T *)>;

QByteArray bytesOf(const BIGNUM *number, int size)
{
    QByteArray bytes(size, '\0');
    BN_bn2binpad(number, reinterpret_cast<unsigned char *>(bytes.data()), size);
    return bytes;
}

// size 0: as long as it is.
QString numberOf(const EVP_PKEY *key, const char *name, int size = 0)
{
    BIGNUM *read = nullptr;
    EVP_PKEY_get_bn_param(key, name, &read);
    const Owned<BIGNUM> number(read, BN_free);
    return QString::fromLatin1(base64Url(bytesOf(read, size > 0 ? size : BN_num_bytes(read))));
}

// JOSE has r and s, each of the curve's size, where OpenSSL has DER (RFC 7518 §3.4).
QByteArray josePair(const QByteArray &der)
{
    const auto *at = reinterpret_cast<const unsigned char *>(der.constData());
    const Owned<ECDSA_SIG> pair(d2i_ECDSA_SIG(nullptr, &at, der.size()), ECDSA_SIG_free);
    return bytesOf(ECDSA_SIG_get0_r(pair.get()), 32) + bytesOf(ECDSA_SIG_get0_s(pair.get()), 32);
}

} // namespace

QByteArray base64Url(const QByteArray &bytes)
{
    return bytes.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
}

QByteArray jsonText(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

ForgeKey ForgeKey::rsa(const QString &kid, int bits)
{
    ForgeKey key;
    key.m_kid = kid;
    key.m_key = {EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", static_cast<size_t>(bits)), EVP_PKEY_free};
    return key;
}

ForgeKey ForgeKey::ec(const QString &kid, const char *curve)
{
    ForgeKey key;
    key.m_kid = kid;
    key.m_key = {EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", curve), EVP_PKEY_free};
    return key;
}

QJsonObject ForgeKey::jwk(const QJsonObject &more) const
{
    QJsonObject jwk{{u"kid"_s, m_kid}};
    const EVP_PKEY *key = m_key.get();
    if (EVP_PKEY_is_a(key, "RSA")) {
        jwk.insert(u"kty"_s, u"RSA"_s);
        jwk.insert(u"n"_s, numberOf(key, OSSL_PKEY_PARAM_RSA_N));
        jwk.insert(u"e"_s, numberOf(key, OSSL_PKEY_PARAM_RSA_E));
    } else {
        const int size = (EVP_PKEY_get_bits(key) + 7) / 8;
        jwk.insert(u"kty"_s, u"EC"_s);
        jwk.insert(u"crv"_s, size == 32 ? u"P-256"_s : u"P-384"_s);
        jwk.insert(u"x"_s, numberOf(key, OSSL_PKEY_PARAM_EC_PUB_X, size));
        jwk.insert(u"y"_s, numberOf(key, OSSL_PKEY_PARAM_EC_PUB_Y, size));
    }
    for (auto entry = more.begin(); entry != more.end(); ++entry)
        jwk.insert(entry.key(), entry.value());
    return jwk;
}

QByteArray ForgeKey::publicPem() const
{
    const Owned<BIO> out(BIO_new(BIO_s_mem()), [](BIO *bio) { BIO_free_all(bio); });
    PEM_write_bio_PUBKEY(out.get(), m_key.get());
    const char *bytes = nullptr;
    const long length = BIO_ctrl(out.get(), BIO_CTRL_INFO, 0, &bytes);
    return {bytes, length};
}

QByteArray ForgeKey::signature(const QByteArray &text, const QByteArray &algorithm) const
{
    const Owned<EVP_MD_CTX> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    EVP_PKEY_CTX *options = nullptr; // belongs to context
    EVP_DigestSignInit(context.get(), &options, algorithm.endsWith("512") ? EVP_sha512() : EVP_sha256(),
                       nullptr, m_key.get());
    if (algorithm.startsWith("PS")) {
        EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING);
        EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_DIGEST);
    }
    const auto *bytes = reinterpret_cast<const unsigned char *>(text.constData());
    const auto length = static_cast<size_t>(text.size());
    size_t size = 0;
    EVP_DigestSign(context.get(), nullptr, &size, bytes, length);
    QByteArray signature(static_cast<qsizetype>(size), '\0');
    EVP_DigestSign(context.get(), reinterpret_cast<unsigned char *>(signature.data()), &size, bytes, length);
    signature.truncate(static_cast<qsizetype>(size));
    return algorithm.startsWith("ES") ? josePair(signature) : signature;
}

QByteArray ForgeKey::token(const QByteArray &header, const QByteArray &payload,
                           const QByteArray &algorithm) const
{
    const QByteArray text = base64Url(header) + '.' + base64Url(payload);
    return text + '.' + base64Url(signature(text, algorithm));
}

QByteArray ForgeKey::token(const QJsonObject &header, const QJsonObject &payload) const
{
    return token(jsonText(header), jsonText(payload), header.value(u"alg"_s).toString().toLatin1());
}

QByteArray hmacToken(const QByteArray &header, const QByteArray &payload, const QByteArray &secret)
{
    const QByteArray text = base64Url(header) + '.' + base64Url(payload);
    return text + '.' + base64Url(QMessageAuthenticationCode::hash(text, secret, QCryptographicHash::Sha256));
}

} // namespace pulse::test
