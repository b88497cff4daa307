// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/accounts/session_resource.h"

#include "api/http/reply_writer.h"
#include "wire/core/json.h"

namespace pulse::api {

using namespace Qt::StringLiterals;

namespace {

Reply sessionReply(const Result<wire::Session> &session)
{
    return session ? Reply::json(wire::toJson(*session)) : problemReply(session.error());
}

Reply refusalReply(const auth::Refusal &refusal)
{
    Reply reply = problemReply(refusal.error);
    if (refusal.retryAfter.count() > 0)
        setRetryAfter(reply, refusal.retryAfter);
    return reply;
}

auth::CheckOutcome outcomeOf(const Result<wire::Session> &session)
{
    if (session)
        return auth::CheckOutcome::Right;
    const bool isOurFault =
        session.error().kind == ErrorKind::Unavailable || session.error().kind == ErrorKind::Internal;
    return isOurFault ? auth::CheckOutcome::Undecided : auth::CheckOutcome::Wrong;
}

Result<auth::Credentials> credentialsFrom(const Request &request)
{
    PULSE_TRY(const QJsonObject body, wire::parseObject(request.body));
    auth::Credentials credentials;
    credentials.address = request.peer;
    wire::FieldReader reader(body);
    reader.require({u"username"_s, u"password"_s});
    reader.text(u"username"_s, credentials.login, 128);
    reader.text(u"password"_s, credentials.password, 512);
    PULSE_CHECK(reader.check());
    return credentials;
}

Result<Reply> refresh(auth::LocalAccounts &accounts, const Request &request, store::Connection &connection)
{
    PULSE_TRY(const QJsonObject body, wire::parseObject(request.body));
    QString token;
    wire::FieldReader reader(body);
    reader.require({u"refresh_token"_s});
    reader.text(u"refresh_token"_s, token, 512);
    PULSE_CHECK(reader.check());
    return sessionReply(accounts.refresh(token, connection));
}

} // namespace

// POST /api/auth/token: taken on the HTTP thread, so that a flood of them keeps no worker from anybody.
QuickHandler signInHandler(auth::LocalAccounts &accounts, auth::SignInDesk &desk)
{
    return [&accounts, &desk](const Request &request) {
        const auto credentials = credentialsFrom(request);
        if (!credentials)
            return problemReply(credentials.error());
        Reply reply;
        reply.later = [&accounts, &desk,
                       credentials = *credentials](const std::function<void(Reply)> &answer) {
            desk.submit(credentials.login, credentials.address,
                        {[&accounts, credentials, answer](store::Connection &connection) {
                             const auto session = accounts.signIn(credentials, connection);
                             return auth::CheckedPassword{
                                 outcomeOf(session), [answer, session] { answer(sessionReply(session)); }};
                         },
                         [answer](const auth::Refusal &refusal) { answer(refusalReply(refusal)); }});
        };
        return reply;
    };
}

Handlers sessionHandlers(auth::LocalAccounts &accounts, const auth::TokenIssuer &issuer)
{
    Handlers handlers;
    handlers.insert(wire::EndpointId::Refresh,
                    [&accounts](const Request &request, store::Connection &connection) {
                        return refresh(accounts, request, connection);
                    });
    handlers.insert(wire::EndpointId::Jwks, [&issuer](const Request &, store::Connection &) -> Result<Reply> {
        Reply reply = Reply::json(issuer.jwks());
        reply.headers.emplaceBack("Cache-Control", "public, max-age=300");
        return reply;
    });
    return handlers;
}

} // namespace pulse::api
