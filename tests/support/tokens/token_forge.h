// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Makes tokens that a provider would, and those that it would not: any header, any payload, signed by OpenSSL
// and not by the library that is tested.
#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <memory>

struct evp_pkey_st;

namespace pulse::test {

QByteArray base64Url(const QByteArray &bytes);
QByteArray jsonText(const QJsonObject &object);

class ForgeKey {
public:
    static ForgeKey rsa(const QString &kid, int bits = 2048);
    static ForgeKey ec(const QString &kid, const char *curve = "P-256");

    // The public key; `more` is added, or replaces.
    QJsonObject jwk(const QJsonObject &more = {}) const;
    QByteArray publicPem() const;
    // Of RS256, PS256, RS512 or ES256, whatever the key is said to be for.
    QByteArray signature(const QByteArray &text, const QByteArray &algorithm) const;
    // header.payload.signature of these texts, which need not be JSON.
    QByteArray token(const QByteArray &header, const QByteArray &payload, const QByteArray &algorithm) const;
    // The same of objects; signed as the header's alg says.
    QByteArray token(const QJsonObject &header, const QJsonObject &payload) const;

private:
    QString m_kid;
    std::shared_ptr<evp_pkey_st> m_key;
};

// Signed with a shared secret.
QByteArray hmacToken(const QByteArray &header, const QByteArray &payload, const QByteArray &secret);

} // namespace pulse::test
