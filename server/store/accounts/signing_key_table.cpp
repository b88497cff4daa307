// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/accounts/signing_key_table.h"

namespace pulse::store::signing_key {

using namespace Qt::StringLiterals;

namespace {

const Query<SigningKeyRow> kUsableKeys{
    "signing_key.usable",
    {column("key_id", &SigningKeyRow::keyId), column("public_jwk", &SigningKeyRow::publicJwk),
     column("private_sealed", &SigningKeyRow::privateSealed), column("is_active", &SigningKeyRow::isActive)}};

} // namespace

QByteArray sealContext(const QString &keyId) { return "signing_key:" + keyId.toUtf8(); }

Result<> lock(const AuthScope &scope)
{
    PULSE_CHECK(scope.query("signing_key.lock"));
    return {};
}

Result<std::vector<SigningKeyRow>> usable(const AuthScope &scope, Instant retiredAfter)
{
    return scope.all<std::vector>(kUsableKeys, {retiredAfter});
}

Result<> add(const AuthScope &scope, const SigningKeyRow &row)
{
    PULSE_CHECK(scope.query("signing_key.add",
                            {row.keyId, u"ES256"_s, row.publicJwk, Param::bytea(row.privateSealed)}));
    return {};
}

Result<> retireActive(const AuthScope &scope, Instant now)
{
    PULSE_CHECK(scope.query("signing_key.retire", {now}));
    return {};
}

} // namespace pulse::store::signing_key
