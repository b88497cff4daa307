// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/tenancy/revocation.h"

#include "store/tenancy/config_change.h"

namespace pulse::store::revocation {

using namespace Qt::StringLiterals;

namespace {

RowShape<model::Revocation> revocationShape()
{
    using model::Revocation;
    return {
        column("session_id", &Revocation::sessionId), column("issuer", &Revocation::issuer),
        column("subject", &Revocation::subject),      column("tenant_id", &Revocation::tenantId),
        column("until", &Revocation::until),          column("issued_before", &Revocation::issuedBefore),
    };
}

const Query<model::Revocation> kStanding{"revocation.standing", revocationShape()};
const Query<model::Revocation> kByKeys{"revocation.by_keys", revocationShape()};

QLatin1StringView wordOf(model::SessionEnd why)
{
    using enum model::SessionEnd;
    switch (why) {
    case SignedOut: return "signed_out"_L1;
    case Ended: return "ended"_L1;
    case PasswordChanged: return "password_changed"_L1;
    case Disabled: return "disabled"_L1;
    case Removed: return "removed"_L1;
    case RoleChanged: return "role_changed"_L1;
    case TenantSuspended: return "tenant_suspended"_L1;
    case TokenReused: return "token_reused"_L1;
    }
    Q_UNREACHABLE();
}

Result<> tell(const Scope &scope, const std::vector<std::int64_t> &keys)
{
    std::vector<model::Change> changes;
    changes.reserve(keys.size());
    for (const std::int64_t key : keys)
        changes.push_back({{}, model::Change::Kind::Session, key});
    return recordChanges(scope, changes);
}

Result<> endAll(const Scope &scope, const char *statement, const Params &params)
{
    PULSE_TRY(const auto keys, scope.values<std::int64_t>(statement, params));
    return tell(scope, keys);
}

} // namespace

Result<> endSession(const AuthScope &scope, const QString &sessionId, const QString &userId,
                    model::SessionEnd why)
{
    PULSE_TRY(const auto keys,
              scope.values<std::optional<std::int64_t>>("revocation.end_session",
                                                        {sessionId, userId, wordOf(why)}));
    if (keys.empty())
        return fail(ErrorKind::NotFound, u"there is no such session"_s);
    return keys.front() ? tell(scope, {*keys.front()}) : Result<>{};
}

Result<> endSessionsOf(const Scope &scope, qint64 userKey, model::SessionEnd why, const QString &kept)
{
    return endAll(scope, "revocation.end_of_user", {userKey, wordOf(why), Param::orNull(kept)});
}

Result<> endSessionsOfTenant(const Scope &scope, TenantKey tenant, model::SessionEnd why)
{
    return endAll(scope, "revocation.end_of_tenant", {tenant, wordOf(why)});
}

Result<> endTokensOf(const Scope &scope, const Person &person)
{
    return endAll(scope, "revocation.add_person", {person.issuer, person.subject});
}

Result<std::vector<model::Revocation>> standing(const Scope &scope)
{
    return scope.all<std::vector>(kStanding);
}

Result<std::vector<model::Revocation>> byKeys(const Scope &scope, std::span<const std::int64_t> keys)
{
    return scope.all<std::vector>(kByKeys, {Param::int8Array(keys)});
}

} // namespace pulse::store::revocation
