// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/signing_keys.h"

#include "store/accounts/signing_key_table.h"
#include "store/tenancy/scope.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace pulse::auth {

using namespace Qt::StringLiterals;
using store::signing_key::sealContext;
using store::signing_key::SigningKeyRow;

namespace {

constexpr std::chrono::hours kPublishedAfterRetirement{24}; // far longer than a token lives

Result<SigningKeyRow> makeRow(const vault::Vault &vault)
{
    PULSE_TRY(const JoseKey key, JoseKey::createEs256());
    const QString keyId = QString::fromUtf8(key.id());
    return SigningKeyRow{keyId, key.publicJwk(), vault.seal(key.privateJwk(), sealContext(keyId)), true};
}

Result<SigningKeys> keysFrom(const std::vector<SigningKeyRow> &rows, const vault::Vault &vault)
{
    const SigningKeyRow &first = rows.front();
    auto opened = vault.unseal(first.privateSealed, sealContext(first.keyId));
    if (!opened)
        return tl::unexpected(inContext(u"signing key %1"_s.arg(first.keyId), std::move(opened).error()));
    PULSE_TRY(JoseKey active, JoseKey::fromJwk(QJsonDocument::fromJson(*opened).object()));
    QJsonArray published;
    for (const SigningKeyRow &row : rows)
        published.append(row.publicJwk);
    return SigningKeys{std::move(active), {{u"keys"_s, published}}};
}

Result<SigningKeys> load(store::Connection &connection, const vault::Vault &vault, Instant now,
                         bool isRotation)
{
    PULSE_TRY(store::AuthScope scope, store::AuthScope::begin(connection));
    PULSE_CHECK(store::signing_key::lock(scope));
    if (isRotation) {
        PULSE_CHECK(store::signing_key::retireActive(scope, now));
    }
    PULSE_TRY(auto rows, store::signing_key::usable(scope, now - kPublishedAfterRetirement));
    if (rows.empty() || !rows.front().isActive) {
        PULSE_TRY(SigningKeyRow made, makeRow(vault));
        PULSE_CHECK(store::signing_key::add(scope, made));
        rows.insert(rows.begin(), std::move(made));
    }
    PULSE_CHECK(scope.commit());
    return keysFrom(rows, vault);
}

} // namespace

Result<SigningKeys> loadSigningKeys(store::Connection &connection, const vault::Vault &vault, Instant now)
{
    return load(connection, vault, now, false);
}

Result<SigningKeys> rotateSigningKeys(store::Connection &connection, const vault::Vault &vault, Instant now)
{
    return load(connection, vault, now, true);
}

} // namespace pulse::auth
