// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Seals secrets with AES-256-GCM. What is sealed carries a version, the key's id and a random nonce, and is
// bound to a context ("integration:<uuid>"): sealed bytes that were changed or moved to another row do not
// open.
//
//   version (1) | key id (8) | nonce (12) | ciphertext | tag (16)        authenticated: version, key id,
//   context
//
// Thread safety: every function may be called from any thread; copies share the keys.
#pragma once

#include "vault/key_ring.h"

#include <memory>

namespace pulse::vault {

class Vault {
public:
    static Result<Vault> open(const VaultConfig &config);
    static Result<Vault> withKeys(const QList<VaultKey> &keys); // the first seals; not empty

    QByteArray seal(const QByteArray &plain, const QByteArray &context) const;
    // Invalid, with a reason that names no secret: not sealed by us, an unknown key, changed, or moved.
    Result<QByteArray> unseal(const QByteArray &sealed, const QByteArray &context) const;

    // True when another key than the first sealed it: time to seal it again.
    bool isOutdated(const QByteArray &sealed) const;

private:
    struct Keys;
    explicit Vault(std::shared_ptr<const Keys> keys);

    std::shared_ptr<const Keys> m_keys;
};

} // namespace pulse::vault
