// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Whose tokens are taken, and what they may say: our own accounts' and those of OpenID providers that the
// configuration names. A provider may assert nothing it was not given: no tenant, and no operator, by
// default.
//
// A person is (iss, sub). Persons of our own accounts keep the bare sub, as it was stored before there were
// providers; everybody else is ISSUER#SUB. That is unambiguous: our subs hold no '#', nor does an issuer (it
// has no fragment).
#pragma once

#include "base/result.h"
#include "model/principal.h"

#include <QHash>
#include <QList>
#include <QStringList>
#include <chrono>

namespace pulse::auth {

// By what an access token is told from the other tokens of its issuer.
enum class AccessTokenMark {
    HeaderType, // typ is at+jwt (RFC 9068)
    BearerClaim, // its claim typ is Bearer, as Keycloak has it
    Audience, // by its audience alone, which must be no client's id
};

struct TrustedIssuer {
    QString issuer; // the iss claim, exactly
    QString audience;
    bool isOurs = false; // it is this installation: the local accounts
    AccessTokenMark mark = AccessTokenMark::HeaderType;
    QStringList tenants = {}; // whose customers it may name; "*" alone: any
    QList<model::Role> roles = {model::Role::CustomerViewer, model::Role::CustomerAdmin};
    // Where a claim is: the names of the members on the way to it.
    QStringList tenantClaim = {QStringLiteral("tenant_id")};
    QStringList roleClaim = {QStringLiteral("role")};
    QStringList loginClaim = {QStringLiteral("preferred_username")};
    QHash<QString, model::Role> roleWords = {}; // its words for our roles; empty: they are ours
    std::chrono::seconds leeway{10}; // between its clock and ours
};

TrustedIssuer ourIssuer(const QString &issuer);

// A person's name everywhere in Pulse.
QString personOf(const TrustedIssuer &issuer, const QString &subject);

// Invalid: names the setting (auth.provider.KEY) that does not go, and the provider.
Result<> checkProviders(const QList<TrustedIssuer> &providers, const QString &ourIssuer);

} // namespace pulse::auth
