// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/token_verifier.h"

#include "store/accounts/account_table.h"
#include "store/tenancy/scope.h"

#include <QCryptographicHash>

namespace pulse::auth {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto kTenantMemory = 3s; // how long tokens of a tenant that was suspended may still work
constexpr qsizetype kMostTenants = 10'000;
// So long a provider may be away until its keys do not count any more: one that was withdrawn meanwhile is
// still among them.
constexpr auto kKeysLast = 24h;

tl::unexpected<Error> keysPending()
{
    return fail(ErrorKind::Unavailable, u"The sign-in provider's keys are being read; try again."_s,
                u"issuer_keys_pending"_s);
}

// One of public keys. Keycloak's refresh tokens have one of a secret, whose kid nobody else knows.
bool isSignatureAlgorithm(const QJsonObject &header)
{
    const QString algorithm = header.value(u"alg"_s).toString();
    return algorithm == "RS256"_L1 || algorithm == "PS256"_L1 || algorithm == "ES256"_L1;
}

} // namespace

TokenVerifier::TokenVerifier(const Clock &clock)
    : m_clock(clock)
{
}

void TokenVerifier::expect(const TrustedIssuer &issuer, KeysWanted keysWanted)
{
    m_state.lock()->issuers.insert(issuer.issuer, {issuer, std::move(keysWanted), {}, {}, {}});
}

Result<> TokenVerifier::trust(const TrustedIssuer &issuer, const QJsonObject &jwks)
{
    expect(issuer, {});
    return replaceKeys(issuer.issuer, jwks);
}

Result<> TokenVerifier::replaceKeys(const QString &issuer, const QJsonObject &jwks)
{
    auto keys = signatureKeys(jwks);
    if (keys.isEmpty())
        return fail(ErrorKind::Invalid, u"%1 publishes no key that we can use"_s.arg(issuer));
    auto state = m_state.lock();
    Trusted &trusted = state->issuers[issuer];
    trusted.readAt = m_clock.now();
    if (trusted.jwks == jwks)
        return {};
    trusted.jwks = jwks;
    trusted.keys = std::move(keys);
    ++state->generation;
    state->verified.clear(); // what a key that is gone has signed
    return {};
}

Result<Claims> TokenVerifier::verify(const QByteArray &token) const
{
    const QByteArray digest = QCryptographicHash::hash(token, QCryptographicHash::Sha256);
    {
        auto state = m_state.lock();
        const Verified *known = state->verified.object(digest);
        if (known && m_clock.now() < known->goodUntil)
            return known->claims;
    }
    PULSE_TRY(const Verified verified, verifyAnew(token));
    auto state = m_state.lock();
    if (verified.generation == state->generation) // else its key may be gone since
        state->verified.insert(digest, new Verified(verified));
    return verified.claims;
}

Result<TokenVerifier::Verified> TokenVerifier::verifyAnew(const QByteArray &token) const
{
    PULSE_TRY(const UnverifiedToken read, readUnverified(token));
    KeysWanted keysWanted;
    const auto signer = signerOf(read, keysWanted);
    if (keysWanted)
        keysWanted();
    if (!signer)
        return tl::unexpected(signer.error());
    PULSE_CHECK(checkSignature(token, signer->key));
    PULSE_TRY(const Claims claims, readClaims(read, signer->issuer, m_clock.now()));
    return Verified{claims, claims.expiresAt + signer->issuer.leeway, signer->generation};
}

// The header chooses among this issuer's keys, never the algorithm: that is the key's own. A key we do not
// know may be a new one if the token was issued after we read them.
Result<TokenVerifier::Signer> TokenVerifier::signerOf(const UnverifiedToken &token,
                                                      KeysWanted &keysWanted) const
{
    auto state = m_state.lock();
    const auto trusted = state->issuers.constFind(token.payload.value(u"iss"_s).toString());
    if (trusted == state->issuers.constEnd())
        return invalidToken(u"The token's issuer is not ours."_s);
    const auto key = trusted->keys.constFind(token.header.value(u"kid"_s).toString().toUtf8());
    const bool isKnown = key != trusted->keys.constEnd();
    const bool areOld = trusted->keysWanted && m_clock.now() - trusted->readAt > kKeysLast;
    if (isKnown && !areOld) {
        if (token.header.value(u"alg"_s).toString().toLatin1() != key->algorithm())
            return invalidToken(u"The token's algorithm is not accepted."_s);
        return Signer{trusted->issuer, *key, state->generation};
    }
    if (trusted->keysWanted && (areOld || mayBeNewer(token, *trusted))
        && isSignatureAlgorithm(token.header)) {
        // What is refused under any key asks for none.
        const auto claims = readClaims(token, trusted->issuer, m_clock.now());
        if (!claims && claims.error().kind == ErrorKind::Unauthenticated)
            return tl::unexpected(claims.error());
        keysWanted = trusted->keysWanted;
        return keysPending();
    }
    return invalidToken(u"The token was signed with a key we do not know."_s);
}

bool TokenVerifier::mayBeNewer(const UnverifiedToken &token, const Trusted &trusted)
{
    const auto issuedAt = timeClaim(token.payload, u"iat"_s);
    return issuedAt && *issuedAt + trusted.issuer.leeway >= trusted.readAt;
}

Result<model::Principal> TokenVerifier::resolve(const Claims &claims, store::Connection &connection) const
{
    model::Principal principal{claims.subject,  claims.login,     claims.role,   {},
                               claims.tenantId, claims.expiresAt, claims.issuer, claims.sessionId};
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
