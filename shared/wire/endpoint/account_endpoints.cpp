// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/accounts/session_json.h"
#include "wire/endpoint/endpoints.h"

namespace pulse::wire {

using namespace Qt::StringLiterals;

QList<Endpoint> accountEndpoints()
{
    const QJsonObject session = kinds::reference(sessionNoun().name);
    const QJsonObject login = ObjectSchema()
                                  .add(u"username"_s, kinds::text().schema, {})
                                  .add(u"password"_s, kinds::text().schema, {})
                                  .open();
    const QJsonObject refresh = ObjectSchema().add(u"refresh_token"_s, kinds::text().schema, {}).open();
    const QJsonObject keys =
        ObjectSchema().add(u"keys"_s, kinds::arrayOf({{u"type"_s, u"object"_s}}), {}).open();
    return {
        Endpoint{EndpointId::Token, "POST"_L1, "/api/auth/token"_L1, Access::Public, u"signIn"_s,
                 "Sign in with a local account"_L1}
            .withSmallBody(login)
            .answering(session),
        Endpoint{EndpointId::Refresh, "POST"_L1, "/api/auth/refresh"_L1, Access::Public, u"refresh"_s,
                 "Exchange a refresh token for a new session"_L1}
            .withSmallBody(refresh)
            .answering(session)
            .explained("A refresh token serves once; using it again ends every session of its family."_L1),
        Endpoint{EndpointId::Jwks, "GET"_L1, "/api/auth/jwks"_L1, Access::Public, u"jwks"_s,
                 "The keys that verify access tokens (RFC 7517)"_L1}
            .answering(keys)};
}

} // namespace pulse::wire
