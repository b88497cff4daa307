// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/token_verifier.h"

#include "base/logging.h"
#include "model/words.h"
#include "store/accounts/account_table.h"
#include "store/tenancy/scope.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>

Q_LOGGING_CATEGORY(lcAuthVerifier, "pulse.auth")

namespace pulse::auth {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto kLeeway = 10s; // clocks of two machines
constexpr auto kTenantMemory = 10s; // how long a suspended tenant's tokens may still work
constexpr qsizetype kMostTenants = 10'000;

tl::unexpected<Error> invalidToken(const QString &what)
{
    return fail(ErrorKind::Unauthenticated, what, u"token_invalid"_s);
}
tl::unexpected<Error> expiredToken()
{
    return fail(ErrorKind::Unauthenticated, u"The token has expired."_s, u"token_expired"_s);
}

std::optional<Instant> secondsClaim(const QJsonObject &payload, const QString &name)
{
    const QJsonValue value = payload.value(name);
    if (!value.isDouble() || value.toDouble() < 0 || value.toDouble() > 253'402'300'799.0)
        return std::nullopt;
    return Instant{std::chrono::seconds{static_cast<qint64>(value.toDouble())}};
}

bool isAudience(const QJsonValue &audience, const QString &ours)
{
    return audience.isArray() ? audience.toArray().contains(QJsonValue(ours)) : audience.toString() == ours;
}

Result<> checkClaims(const QJsonObject &payload, const TrustedIssuer &issuer, Instant now)
{
    if (payload.value(u"iss"_s).toString() != issuer.issuer)
        return invalidToken(u"The token's issuer is not ours."_s);
    if (!isAudience(payload.value(u"aud"_s), issuer.audience))
        return invalidToken(u"The token is not meant for this service."_s);
    const auto expiresAt = secondsClaim(payload, u"exp"_s);
    if (!expiresAt)
        return invalidToken(u"The token says no time of expiry."_s);
    if (now >= *expiresAt + kLeeway)
        return expiredToken();
    if (payload.contains(u"nbf"_s)) {
        const auto notBefore = secondsClaim(payload, u"nbf"_s);
        if (!notBefore || now < *notBefore - kLeeway)
            return invalidToken(u"The token is not valid yet."_s);
    }
    if (payload.value(u"sub"_s).toString().isEmpty())
        return invalidToken(u"The token names nobody."_s);
    return {};
}

// An OpenID provider may map an attribute to a list of one.
QString textClaim(const QJsonObject &payload, const QString &name)
{
    const QJsonValue value = payload.value(name);
    return value.isArray() && value.toArray().size() == 1 ? value.toArray().first().toString()
                                                          : value.toString();
}

Result<Claims> claimsFrom(const QJsonObject &payload)
{
    Claims claims;
    claims.subject = payload.value(u"sub"_s).toString();
    claims.login = textClaim(payload, u"preferred_username"_s);
    claims.tenantId = textClaim(payload, u"tenant_id"_s);
    claims.expiresAt = *secondsClaim(payload, u"exp"_s);
    const auto role = model::fromWord<model::Role>(textClaim(payload, u"role"_s));
    if (!role)
        return fail(ErrorKind::Forbidden, u"This account has no role in Pulse."_s, u"no_role"_s);
    claims.role = *role;
    if (!model::isCustomer(*role))
        claims.tenantId.clear(); // operators belong to no tenant, whatever the token says
    else if (claims.tenantId.isEmpty())
        return fail(ErrorKind::Forbidden, u"This account belongs to no tenant."_s, u"no_tenant"_s);
    return claims;
}

} // namespace

TokenVerifier::TokenVerifier(const Clock &clock)
    : m_clock(clock)
{
}

Result<> TokenVerifier::trust(const TrustedIssuer &issuer, const QJsonObject &jwks)
{
    Trusted trusted{issuer, {}};
    for (const QJsonValue &value : jwks.value(u"keys"_s).toArray()) {
        if (value.toObject().value(u"use"_s).toString(u"sig"_s) != "sig"_L1)
            continue;
        if (auto key = JoseKey::fromJwk(value.toObject()))
            trusted.keys.insert(key->id(), *key);
        else
            qCDebug(lcAuthVerifier).noquote()
                << "key passed over" << kv("issuer", issuer.issuer) << key.error().what;
    }
    if (trusted.keys.isEmpty())
        return fail(ErrorKind::Invalid, u"%1 publishes no key that we can use"_s.arg(issuer.issuer));
    auto state = m_state.lock();
    state->issuers.insert(issuer.issuer, trusted);
    state->verified.clear();
    return {};
}

Result<Claims> TokenVerifier::verify(const QByteArray &token) const
{
    const QByteArray digest = QCryptographicHash::hash(token, QCryptographicHash::Sha256);
    std::optional<Claims> known;
    {
        auto state = m_state.lock();
        if (const Claims *claims = state->verified.object(digest))
            known = *claims;
    }
    if (known) {
        if (m_clock.now() >= known->expiresAt + kLeeway)
            return expiredToken();
        return *known;
    }
    PULSE_TRY(Claims claims, verifyAnew(token));
    m_state.lock()->verified.insert(digest, new Claims(claims));
    return claims;
}

Result<Claims> TokenVerifier::verifyAnew(const QByteArray &token) const
{
    PULSE_TRY(const UnverifiedToken unverified, readUnverified(token));
    TrustedIssuer issuer;
    PULSE_TRY(const JoseKey key, keyFor(unverified, issuer));
    PULSE_TRY(const QByteArray payload, verifiedPayload(token, key));
    const QJsonObject claims = QJsonDocument::fromJson(payload).object();
    PULSE_CHECK(checkClaims(claims, issuer, m_clock.now()));
    return claimsFrom(claims);
}

// The header chooses among our keys, never the algorithm: that is the key's own.
Result<JoseKey> TokenVerifier::keyFor(const UnverifiedToken &token, TrustedIssuer &issuer) const
{
    auto state = m_state.lock();
    const auto trusted = state->issuers.constFind(token.payload.value(u"iss"_s).toString());
    if (trusted == state->issuers.constEnd())
        return invalidToken(u"The token's issuer is not ours."_s);
    const auto key = trusted->keys.constFind(token.header.value(u"kid"_s).toString().toUtf8());
    if (key == trusted->keys.constEnd())
        return invalidToken(u"The token was signed with a key we do not know."_s);
    if (token.header.value(u"alg"_s).toString().toLatin1() != key->algorithm())
        return invalidToken(u"The token's algorithm is not accepted."_s);
    issuer = trusted->issuer;
    return *key;
}

Result<model::Principal> TokenVerifier::resolve(const Claims &claims, store::Connection &connection) const
{
    model::Principal principal{claims.subject,  claims.login,    claims.role, {},
                               claims.tenantId, claims.expiresAt};
    if (model::isCustomer(claims.role)) {
        PULSE_TRY(principal.tenant, tenantOf(claims.tenantId, connection));
    }
    return principal;
}

Result<TenantKey> TokenVerifier::tenantOf(const QString &tenantId, store::Connection &connection) const
{
    const Instant now = m_clock.now();
    {
        auto state = m_state.lock();
        const Tenant known = state->tenants.value(tenantId);
        if (known.key.isValid() && now - known.readAt < kTenantMemory)
            return known.key;
    }
    PULSE_TRY(store::AuthScope scope, store::AuthScope::begin(connection));
    PULSE_TRY(const auto tenant, store::account::findTenant(scope, tenantId));
    PULSE_CHECK(scope.commit());
    if (!tenant)
        return fail(ErrorKind::Forbidden, u"This account's tenant does not exist."_s, u"no_tenant"_s);
    if (!tenant->isActive)
        return fail(ErrorKind::Forbidden, u"This tenant is suspended."_s, u"tenant_suspended"_s);
    auto state = m_state.lock();
    if (state->tenants.size() >= kMostTenants)
        state->tenants.clear();
    state->tenants.insert(tenantId, {tenant->key, now});
    return tenant->key;
}

} // namespace pulse::auth
