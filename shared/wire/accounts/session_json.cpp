// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/accounts/session_json.h"

#include <limits>

namespace pulse::wire {

using namespace Qt::StringLiterals;

namespace {

constexpr int kUnbounded = std::numeric_limits<int>::max();

void setUser(Session &session, const Session &user)
{
    session.login = user.login;
    session.role = user.role;
    session.tenantId = user.tenantId;
}

} // namespace

const Noun<Session> &sessionUserNoun()
{
    static const Noun<Session> noun{
        u"SessionUser"_s,
        u"Who is signed in."_s,
        {member("login"_L1, &Session::login, kinds::text(), {}),
         member("role"_L1, &Session::role, kinds::text(),
                "customer_viewer, customer_admin, operator or operator_admin."_L1),
         member("tenant_id"_L1, &Session::tenantId, kinds::textOrNull(), "null: an operator."_L1)}};
    return noun;
}

const Noun<Session> &sessionNoun()
{
    static const Noun<Session> noun{
        u"Session"_s,
        u"Tokens of somebody who signed in (RFC 6749 5.1)."_s,
        {member("access_token"_L1, &Session::accessToken, kinds::text(), {}).identifying(),
         derived<Session>(
             "token_type"_L1, [](const Session &) { return u"Bearer"_s; }, kinds::text(), "Bearer."_L1),
         member("expires_in"_L1, &Session::expiresIn, kinds::seconds(0, kUnbounded), {}),
         member("refresh_token"_L1, &Session::refreshToken, kinds::text(), {}),
         member("refresh_expires_in"_L1, &Session::refreshExpiresIn, kinds::seconds(0, kUnbounded), {}),
         derived<Session, Session>(
             "user"_L1, [](const Session &session) { return session; }, kindOf(sessionUserNoun()), {},
             setUser)}};
    return noun;
}

} // namespace pulse::wire
