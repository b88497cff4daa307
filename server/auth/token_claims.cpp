// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/token_claims.h"

#include "model/words.h"

#include <QJsonArray>
#include <QSet>
#include <algorithm>

namespace pulse::auth {

using namespace Qt::StringLiterals;
using model::Role;

namespace {

constexpr qsizetype kLongestSubject = 255; // OpenID Connect Core §2
constexpr qsizetype kLongestLogin = 128;
constexpr double kLastSecond = 253'402'300'799.0; // of the year 9999

// RFC 7515 §4.1.9: "application/" may be left out, and case does not count.
QString mediaType(const QJsonObject &header)
{
    QString type = header.value(u"typ"_s).toString().toLower();
    return type.startsWith("application/"_L1) ? type.sliced(12) : type;
}

// What only other tokens carry: ID tokens (OpenID Connect Core §2, §3.3.2.11), logout tokens (Back-Channel
// Logout §2.4), and tokens that are bound to a key of their holder, whose possession we do not check (RFC
// 7800).
bool hasForeignClaim(const QJsonObject &payload)
{
    static const QString kForeign[] = {u"nonce"_s,  u"at_hash"_s, u"c_hash"_s,
                                       u"s_hash"_s, u"events"_s,  u"cnf"_s};
    return std::any_of(std::begin(kForeign), std::end(kForeign),
                       [&payload](const QString &name) { return payload.contains(name); });
}

bool hasMark(const UnverifiedToken &token, const TrustedIssuer &issuer)
{
    const QString type = mediaType(token.header);
    switch (issuer.mark) {
    case AccessTokenMark::HeaderType: return type == "at+jwt"_L1;
    case AccessTokenMark::BearerClaim: return token.payload.value(u"typ"_s).toString() == "Bearer"_L1;
    case AccessTokenMark::Audience:
        // Of a token whose client is its audience we cannot tell what it is.
        return token.payload.value(u"azp"_s).toString() != issuer.audience
            && token.payload.value(u"client_id"_s).toString() != issuer.audience;
    }
    Q_UNREACHABLE();
}

Result<> checkKind(const UnverifiedToken &token, const TrustedIssuer &issuer)
{
    const QJsonValue header = token.header.value(u"typ"_s);
    const QString type = mediaType(token.header);
    const bool isTyped = header.isUndefined() || type == "jwt"_L1 || type == "at+jwt"_L1;
    const QJsonValue kind = token.payload.value(u"typ"_s); // Keycloak's: ID, Refresh, Offline, Logout, DPoP
    const bool isBearer = kind.isUndefined() || kind.toString() == "Bearer"_L1;
    if (!isTyped || !isBearer || hasForeignClaim(token.payload) || !hasMark(token, issuer))
        return invalidToken(u"The token is not an access token."_s);
    return {};
}

bool isAudience(const QJsonValue &audience, const QString &ours)
{
    return audience.isArray() ? audience.toArray().contains(QJsonValue(ours)) : audience.toString() == ours;
}

Result<> checkTimes(const QJsonObject &payload, const TrustedIssuer &issuer, Instant now)
{
    const auto expiresAt = timeClaim(payload, u"exp"_s);
    const auto issuedAt = timeClaim(payload, u"iat"_s);
    if (!expiresAt || !issuedAt)
        return invalidToken(u"The token does not say from when to when it is valid."_s);
    if (now >= *expiresAt + issuer.leeway)
        return fail(ErrorKind::Unauthenticated, u"The token has expired."_s, u"token_expired"_s);
    if (*issuedAt > *expiresAt)
        return invalidToken(u"The token ends before it begins."_s);
    const auto notBefore = payload.contains(u"nbf"_s) ? timeClaim(payload, u"nbf"_s) : issuedAt;
    if (!notBefore || now < *notBefore - issuer.leeway || now < *issuedAt - issuer.leeway)
        return invalidToken(u"The token is not valid yet."_s);
    return {};
}

// It becomes part of a person's name, in the audit log and beside what they did.
bool isSubject(const QString &subject)
{
    return !subject.isEmpty() && subject.size() <= kLongestSubject
        && std::all_of(subject.begin(), subject.end(), [](QChar c) { return c >= u' ' && c <= u'~'; });
}

QJsonValue claimAt(const QJsonObject &payload, const QStringList &path)
{
    QJsonValue value = payload;
    for (const QString &name : path)
        value = value.toObject().value(name);
    return value;
}

// An OpenID provider may map an attribute to a list of one.
QString textAt(const QJsonObject &payload, const QStringList &path)
{
    const QJsonValue value = claimAt(payload, path);
    return value.isArray() && value.toArray().size() == 1 ? value.toArray().first().toString()
                                                          : value.toString();
}

std::optional<Role> roleOf(const QString &word, const TrustedIssuer &issuer)
{
    if (issuer.roleWords.isEmpty())
        return model::fromWord<Role>(word);
    const auto known = issuer.roleWords.constFind(word);
    return known == issuer.roleWords.constEnd() ? std::nullopt : std::optional(*known);
}

// Of several the one that may do most, if all are a customer's or all an operator's. Words that mean nothing
// here are the provider's own business.
Result<Role> readRole(const QJsonObject &payload, const TrustedIssuer &issuer)
{
    const QJsonValue claim = claimAt(payload, issuer.roleClaim);
    QList<Role> roles;
    for (const QJsonValue &word : claim.isArray() ? claim.toArray() : QJsonArray{claim}) {
        if (const auto role = roleOf(word.toString(), issuer))
            roles.append(*role);
    }
    if (roles.isEmpty())
        return fail(ErrorKind::Forbidden, u"This account has no role in Pulse."_s, u"no_role"_s);
    if (!std::all_of(roles.begin(), roles.end(),
                     [&issuer](Role role) { return issuer.roles.contains(role); }))
        return fail(ErrorKind::Forbidden, u"This account's provider may not give it its role."_s,
                    u"role_not_of_issuer"_s);
    const Role most = *std::max_element(roles.begin(), roles.end());
    if (std::any_of(roles.begin(), roles.end(),
                    [most](Role role) { return model::isCustomer(role) != model::isCustomer(most); }))
        return fail(ErrorKind::Forbidden, u"This account is both a customer's and an operator's."_s,
                    u"role_ambiguous"_s);
    return most;
}

Result<QString> readTenant(const QJsonObject &payload, const TrustedIssuer &issuer)
{
    const QString tenant = textAt(payload, issuer.tenantClaim);
    if (tenant.isEmpty())
        return fail(ErrorKind::Forbidden, u"This account belongs to no tenant."_s, u"no_tenant"_s);
    if (!issuer.tenants.contains(tenant) && issuer.tenants != QStringList{u"*"_s})
        return fail(ErrorKind::Forbidden, u"This account's provider may not speak for its tenant."_s,
                    u"tenant_not_of_issuer"_s);
    return tenant;
}

} // namespace

tl::unexpected<Error> invalidToken(const QString &what)
{
    return fail(ErrorKind::Unauthenticated, what, u"token_invalid"_s);
}

std::optional<Instant> timeClaim(const QJsonObject &payload, const QString &name)
{
    const QJsonValue value = payload.value(name);
    if (!value.isDouble() || value.toDouble() < 0 || value.toDouble() > kLastSecond)
        return std::nullopt;
    return Instant{std::chrono::seconds{static_cast<qint64>(value.toDouble())}};
}

Result<Claims> readClaims(const UnverifiedToken &token, const TrustedIssuer &issuer, Instant now)
{
    const QJsonObject &payload = token.payload;
    if (payload.value(u"iss"_s).toString() != issuer.issuer)
        return invalidToken(u"The token's issuer is not ours."_s);
    PULSE_CHECK(checkKind(token, issuer));
    if (!isAudience(payload.value(u"aud"_s), issuer.audience))
        return invalidToken(u"The token is not meant for this service."_s);
    PULSE_CHECK(checkTimes(payload, issuer, now));
    const QString subject = payload.value(u"sub"_s).toString();
    if (!isSubject(subject))
        return invalidToken(u"The token names nobody."_s);
    Claims claims;
    claims.subject = personOf(issuer, subject);
    claims.login = textAt(payload, issuer.loginClaim).left(kLongestLogin);
    claims.expiresAt = *timeClaim(payload, u"exp"_s);
    claims.issuer = issuer.issuer;
    claims.issuedAt = timeClaim(payload, u"iat"_s).value_or(Instant{});
    claims.sessionId = payload.value(u"sid"_s).toString();
    PULSE_TRY(claims.role, readRole(payload, issuer));
    if (model::isCustomer(claims.role)) { // operators belong to no tenant, whatever the token says
        PULSE_TRY(claims.tenantId, readTenant(payload, issuer));
    }
    return claims;
}

} // namespace pulse::auth
