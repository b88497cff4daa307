// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/accounts/signing_key_table.h"

namespace pulse::store::signing_key {

using namespace Qt::StringLiterals;

QByteArray sealContext(const QString &keyId) { return "signing_key:" + keyId.toUtf8(); }

Result<> lock(const AuthScope &scope)
{
    PULSE_CHECK(scope.query("signing_key.lock"));
    return {};
}

Result<std::vector<SigningKeyRow>> usable(const AuthScope &scope, Instant retiredAfter)
{
    PULSE_TRY(const Rows rows, scope.query("signing_key.usable", {retiredAfter}));
    std::vector<SigningKeyRow> keys;
    for (int i = 0; i < rows.size(); ++i) {
        RowReader row = rows.row(i);
        SigningKeyRow key;
        key.keyId = row.text();
        key.publicJwk = row.json();
        key.privateSealed = row.bytea();
        key.isActive = row.boolean();
        keys.push_back(std::move(key));
    }
    return keys;
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
