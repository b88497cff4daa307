// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/accounts/session_json.h"
#include "wire/accounts/user_session_json.h"
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
    const QJsonObject password =
        ObjectSchema()
            .add(u"old_password"_s, kinds::text().schema, {})
            .add(u"new_password"_s, kinds::text().schema,
                 u"Twelve characters or more, and none of the commonest passwords."_s)
            .open();
    const QJsonObject sessions =
        ObjectSchema()
            .add(u"sessions"_s, kinds::arrayOf(kinds::reference(userSessionNoun().name)), {})
            .add(u"count"_s, kinds::integer().schema, {})
            .open();
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
            .answering(keys),
        Endpoint{EndpointId::SignOut, "POST"_L1, "/api/auth/logout"_L1, Access::SignedIn, u"signOut"_s,
                 "End the session of the token, on every server"_L1}
            .answeringNothing()
            .explained(
                "Its refresh token is good no longer at once, its access token within five seconds."_L1),
        Endpoint{EndpointId::Sessions, "GET"_L1, "/api/auth/sessions"_L1, Access::SignedIn, u"listSessions"_s,
                 "Where the caller is signed in"_L1}
            .answering(sessions)
            .explained("The thousand used last. Empty for accounts of another issuer, which keeps their "
                       "sessions."_L1),
        Endpoint{EndpointId::EndSession, "DELETE"_L1, "/api/auth/sessions/{session_id}"_L1, Access::SignedIn,
                 u"endSession"_s, "End one of the caller's own sessions"_L1}
            .answeringNothing(),
        Endpoint{EndpointId::ChangePassword, "POST"_L1, "/api/auth/password"_L1, Access::SignedIn,
                 u"changePassword"_s, "Change the caller's own password"_L1}
            .withSmallBody(password)
            .answeringNothing()
            .explained("Every other session of the account ends. A wrong old password is 403 wrong_password; "
                       "attempts are limited as at sign-in."_L1)};
}

} // namespace pulse::wire
