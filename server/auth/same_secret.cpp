// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/same_secret.h"

#include <QCryptographicHash>
#include <sodium.h>

namespace pulse::auth {

// Hashes are of one length, so that the time does not tell that of the secret either.
bool isSameSecret(const QByteArray &told, const QByteArray &secret)
{
    const QByteArray one = QCryptographicHash::hash(told, QCryptographicHash::Sha256);
    const QByteArray other = QCryptographicHash::hash(secret, QCryptographicHash::Sha256);
    return sodium_memcmp(one.constData(), other.constData(), static_cast<size_t>(one.size())) == 0;
}

} // namespace pulse::auth
