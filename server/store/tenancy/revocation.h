// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Ends sessions before their time: the one home of what revokes. Each function marks the sessions, writes
// their revocations and tells the change feed; the caller commits.
//
// Requires: whoever changes an account or a tenant does so first in the same transaction. A sign-in under way
// holds the account, so that its session is either among those that end, or never made.
#pragma once

#include "model/revocation.h"
#include "store/tenancy/scope.h"

#include <span>
#include <vector>

namespace pulse::store::revocation {

// A person's own session. NotFound: there is none of this id that is theirs and goes on.
Result<> endSession(const AuthScope &scope, const QString &sessionId, const QString &userId,
                    model::SessionEnd why);
// All of an account, but for `kept`.
Result<> endSessionsOf(const Scope &scope, qint64 userKey, model::SessionEnd why, const QString &kept = {});
// All of a tenant's people, and what other issuers gave them.
Result<> endSessionsOfTenant(const Scope &scope, TenantKey tenant, model::SessionEnd why);
// What another issuer gave somebody until now.
struct Person {
    QString issuer;
    QString subject;
};
Result<> endTokensOf(const Scope &scope, const Person &person);

Result<std::vector<model::Revocation>> standing(const Scope &scope); // those that still count
Result<std::vector<model::Revocation>> byKeys(const Scope &scope, std::span<const std::int64_t> keys);

} // namespace pulse::store::revocation
