// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/trusted_issuer.h"

#include "model/names.h"
#include "outbound/document_fetcher.h"

#include <QUrl>

namespace pulse::auth {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto kConsoleClient = "pulse-ui"_L1; // the client id that consoles sign in with
constexpr auto kMostLeeway = 60s;
constexpr qsizetype kLongestIssuer = 255;

tl::unexpected<Error> wrong(const TrustedIssuer &issuer, const QString &key, const QString &what)
{
    return fail(ErrorKind::Invalid, u"auth.provider.%1 of \"%2\": %3"_s.arg(key, issuer.issuer, what),
                u"invalid_setting"_s, u"auth.provider."_s + key);
}

// OpenID Connect Core §2: a URL without query and fragment.
bool isIssuerUrl(const QString &text)
{
    const QUrl url(text, QUrl::StrictMode);
    return text.size() <= kLongestIssuer && outbound::isFetchable(url) && !url.hasQuery()
        && !url.hasFragment() && !text.contains(u'#');
}

Result<> checkTenants(const TrustedIssuer &issuer)
{
    if (issuer.tenants == QStringList{u"*"_s})
        return {};
    for (const QString &tenant : issuer.tenants) {
        if (tenant == "*"_L1 || !model::isId(tenant))
            return wrong(issuer, u"tenants"_s,
                         u"\"%1\" is no tenant's id (\"*\" alone is every one)"_s.arg(tenant));
    }
    return {};
}

Result<> checkProvider(const TrustedIssuer &issuer)
{
    if (!isIssuerUrl(issuer.issuer))
        return wrong(issuer, u"issuer"_s,
                     u"it must be an https URL without query and fragment (http only on this machine)"_s);
    if (issuer.audience.isEmpty())
        return wrong(issuer, u"audience"_s, u"it must be said"_s);
    // An ID token's audience is the client's id: by audience alone it would pass.
    if (issuer.mark == AccessTokenMark::Audience && issuer.audience == kConsoleClient)
        return wrong(
            issuer, u"token_type"_s,
            u"audience does not go with the audience %1, which is a client's id"_s.arg(kConsoleClient));
    if (issuer.roles.isEmpty())
        return wrong(issuer, u"roles"_s, u"it must name at least one"_s);
    for (const auto &[key, path] : {std::pair{u"tenant_claim"_s, issuer.tenantClaim},
                                    {u"role_claim"_s, issuer.roleClaim},
                                    {u"login_claim"_s, issuer.loginClaim}}) {
        if (path.isEmpty() || path.contains(QString()))
            return wrong(issuer, key, u"it must name a claim"_s);
    }
    if (issuer.leeway > kMostLeeway)
        return wrong(issuer, u"leeway_seconds"_s, u"it must be at most %1"_s.arg(kMostLeeway.count()));
    return checkTenants(issuer);
}

} // namespace

TrustedIssuer ourIssuer(const QString &issuer)
{
    TrustedIssuer ours{issuer, kConsoleClient};
    ours.isOurs = true;
    // These keys sign nothing but access tokens, so there is nothing to tell them from; and a server of
    // before they said at+jwt may still be issuing beside us.
    ours.mark = AccessTokenMark::Audience;
    ours.tenants = {u"*"_s};
    ours.roles += {model::Role::Operator, model::Role::OperatorAdmin};
    return ours;
}

QString personOf(const TrustedIssuer &issuer, const QString &subject)
{
    return issuer.isOurs ? subject : issuer.issuer + u'#' + subject;
}

Result<> checkProviders(const QList<TrustedIssuer> &providers, const QString &ourIssuer)
{
    QStringList known{ourIssuer};
    for (const TrustedIssuer &issuer : providers) {
        PULSE_CHECK(checkProvider(issuer));
        if (known.contains(issuer.issuer))
            return wrong(issuer, u"issuer"_s, u"it is there twice, or our own"_s);
        known.append(issuer.issuer);
    }
    return {};
}

} // namespace pulse::auth
