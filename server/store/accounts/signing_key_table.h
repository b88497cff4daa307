// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The keys that sign our tokens: public parts as JWK, private parts sealed by the vault.
#pragma once

#include "store/tenancy/scope.h"

#include <QJsonObject>
#include <vector>

namespace pulse::store::signing_key {

struct SigningKeyRow {
    QString keyId;
    QJsonObject publicJwk;
    QByteArray privateSealed;
    bool isActive = false;
};

QByteArray sealContext(const QString &keyId); // of privateSealed

// Whoever makes or retires keys holds this until the transaction ends.
Result<> lock(const AuthScope &scope);
// The active key first, then those retired after `retiredAfter`.
Result<std::vector<SigningKeyRow>> usable(const AuthScope &scope, Instant retiredAfter);
Result<> add(const AuthScope &scope, const SigningKeyRow &row);
Result<> retireActive(const AuthScope &scope, Instant now);

} // namespace pulse::store::signing_key
