// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "vault/vault.h"

#include <openssl/evp.h>
#include <openssl/rand.h>

namespace pulse::vault {

using namespace Qt::StringLiterals;

namespace {

constexpr char kVersion = 1;
constexpr int kNonceBytes = 12;
constexpr int kTagBytes = 16;
constexpr int kHeadBytes = 1 + kKeyIdBytes + kNonceBytes;

using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

CipherContext makeContext() { return {EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free}; }

unsigned char *bytesOf(QByteArray &bytes) { return reinterpret_cast<unsigned char *>(bytes.data()); }
const unsigned char *bytesOf(QByteArrayView bytes)
{
    return reinterpret_cast<const unsigned char *>(bytes.data());
}

// What the tag also covers. The head has a fixed length, so head and context cannot run into each other.
QByteArray associated(QByteArrayView keyId, const QByteArray &context)
{
    return QByteArray(1, kVersion) + keyId.toByteArray() + context;
}

} // namespace

struct Vault::Keys {
    QList<VaultKey> ring;
    std::unique_ptr<EVP_CIPHER, decltype(&EVP_CIPHER_free)> cipher;

    const VaultKey *find(QByteArrayView id) const
    {
        for (const VaultKey &key : ring) {
            if (id == key.id)
                return &key;
        }
        return nullptr;
    }
};

Vault::Vault(std::shared_ptr<const Keys> keys)
    : m_keys(std::move(keys))
{
}

Result<Vault> Vault::open(const VaultConfig &config)
{
    PULSE_TRY(const QList<VaultKey> keys, loadKeys(config));
    return withKeys(keys);
}

Result<Vault> Vault::withKeys(const QList<VaultKey> &keys)
{
    Keys ring{keys, {EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr), EVP_CIPHER_free}};
    if (keys.isEmpty() || !ring.cipher)
        return fail(ErrorKind::Invalid, u"no vault key, or no AES-256-GCM in libcrypto"_s);
    return Vault(std::make_shared<const Keys>(std::move(ring)));
}

QByteArray Vault::seal(const QByteArray &plain, const QByteArray &context) const
{
    const VaultKey &key = m_keys->ring.first();
    QByteArray nonce(kNonceBytes, Qt::Uninitialized);
    QByteArray cipherText(plain.size(), Qt::Uninitialized);
    QByteArray tag(kTagBytes, Qt::Uninitialized);
    const QByteArray also = associated(key.id, context);
    const CipherContext cipher = makeContext();
    int written = 0;
    const bool isSealed = RAND_bytes(bytesOf(nonce), kNonceBytes) == 1
        && EVP_EncryptInit_ex2(cipher.get(), m_keys->cipher.get(), bytesOf(QByteArrayView(key.secret)),
                               bytesOf(QByteArrayView(nonce)), nullptr)
            == 1
        && EVP_EncryptUpdate(cipher.get(), nullptr, &written, bytesOf(QByteArrayView(also)),
                             static_cast<int>(also.size()))
            == 1
        && EVP_EncryptUpdate(cipher.get(), bytesOf(cipherText), &written, bytesOf(QByteArrayView(plain)),
                             static_cast<int>(plain.size()))
            == 1
        && EVP_EncryptFinal_ex(cipher.get(), bytesOf(cipherText) + written, &written) == 1
        && EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, kTagBytes, bytesOf(tag)) == 1;
    // Without randomness or memory there is no going on: storing something unsealed would be worse.
    if (!isSealed)
        qFatal("vault: cannot seal");
    return QByteArray(1, kVersion) + key.id + nonce + cipherText + tag;
}

Result<QByteArray> Vault::unseal(const QByteArray &sealed, const QByteArray &context) const
{
    if (sealed.size() < kHeadBytes + kTagBytes || sealed.at(0) != kVersion)
        return fail(ErrorKind::Invalid, u"these bytes were not sealed by this version"_s, u"not_sealed"_s);
    const QByteArrayView all(sealed);
    const VaultKey *key = m_keys->find(all.sliced(1, kKeyIdBytes));
    if (!key)
        return fail(ErrorKind::Invalid, u"sealed with a key that is not in the ring"_s, u"unknown_key"_s);
    const QByteArrayView cipherText = all.sliced(kHeadBytes, all.size() - kHeadBytes - kTagBytes);
    QByteArray tag = all.last(kTagBytes).toByteArray();
    QByteArray plain(cipherText.size(), Qt::Uninitialized);
    const QByteArray also = associated(key->id, context);
    const CipherContext cipher = makeContext();
    int written = 0;
    const bool isOpened =
        EVP_DecryptInit_ex2(cipher.get(), m_keys->cipher.get(), bytesOf(QByteArrayView(key->secret)),
                            bytesOf(all.sliced(1 + kKeyIdBytes)), nullptr)
            == 1
        && EVP_DecryptUpdate(cipher.get(), nullptr, &written, bytesOf(QByteArrayView(also)),
                             static_cast<int>(also.size()))
            == 1
        && EVP_DecryptUpdate(cipher.get(), bytesOf(plain), &written, bytesOf(cipherText),
                             static_cast<int>(cipherText.size()))
            == 1
        && EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, kTagBytes, tag.data()) == 1
        && EVP_DecryptFinal_ex(cipher.get(), bytesOf(plain) + written, &written) == 1;
    if (!isOpened)
        return fail(ErrorKind::Invalid, u"sealed bytes were changed or belong elsewhere"_s, u"seal_broken"_s);
    return plain;
}

bool Vault::isOutdated(const QByteArray &sealed) const
{
    return sealed.size() < kHeadBytes
        || QByteArrayView(sealed).sliced(1, kKeyIdBytes) != m_keys->ring.first().id;
}

} // namespace pulse::vault
