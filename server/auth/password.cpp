// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/password.h"

#include "auth/password_policy.h"

#include <sodium.h>

namespace pulse::auth {

using namespace Qt::StringLiterals;

namespace {

constexpr unsigned long long kPasses = 2;
constexpr size_t kMemory = size_t{64} * 1024 * 1024;

Result<QString> argon2id(const QByteArray &password)
{
    char hash[crypto_pwhash_STRBYTES] = {};
    if (sodium_init() < 0
        || crypto_pwhash_str_alg(hash, password.constData(), static_cast<unsigned long long>(password.size()),
                                 kPasses, kMemory, crypto_pwhash_ALG_ARGON2ID13)
            != 0)
        return fail(ErrorKind::Unavailable, u"no memory to hash a password"_s);
    return QString::fromLatin1(hash);
}

} // namespace

Result<QString> hashPassword(const QString &password)
{
    const QByteArray bytes = password.toUtf8();
    if (bytes.size() > kLongestPassword)
        return invalidField(u"password"_s, u"a password has at most %1 bytes"_s.arg(kLongestPassword));
    return argon2id(bytes);
}

bool isPassword(const QString &password, const QString &hash)
{
    const QByteArray bytes = password.toUtf8();
    const QByteArray text = hash.toLatin1();
    if (bytes.size() > kLongestPassword || !text.startsWith(crypto_pwhash_argon2id_STRPREFIX)
        || text.size() >= static_cast<qsizetype>(crypto_pwhash_STRBYTES))
        return false;
    return sodium_init() >= 0
        && crypto_pwhash_str_verify(text.constData(), bytes.constData(),
                                    static_cast<unsigned long long>(bytes.size()))
        == 0;
}

bool pretendToVerify(const QString &password)
{
    static const QString kNobody = argon2id("nobody has this password").value_or(QString());
    isPassword(password.left(kLongestPassword), kNobody);
    return false;
}

} // namespace pulse::auth
