// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/accounts/session_resource.h"

#include "api/http/reply_writer.h"
#include "store/tenancy/revocation.h"
#include "wire/accounts/user_session_json.h"
#include "wire/core/json.h"

#include <QJsonArray>

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
    credentials.userAgent = QString::fromUtf8(request.headers.value("user-agent"));
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

// Only an account of ours has sessions here.
bool isOurs(const Request &request, const auth::TokenIssuer &issuer)
{
    return request.principal.issuer == issuer.issuer().issuer;
}

// POST /api/auth/logout. A token of another issuer is of no session we know: all that its person was given
// until now ends.
Result<Reply> signOut(const auth::TokenIssuer &issuer, const Request &request, store::Connection &connection)
{
    const model::Principal &person = request.principal;
    PULSE_TRY(store::AuthScope scope, store::AuthScope::begin(connection));
    if (isOurs(request, issuer)) {
        const auto ended = store::revocation::endSession(scope, person.sessionId, person.subject,
                                                         model::SessionEnd::SignedOut);
        if (!ended && ended.error().kind != ErrorKind::NotFound) // over already: as it was asked
            return tl::unexpected(ended.error());
    } else {
        PULSE_CHECK(store::revocation::endTokensOf(scope, {person.issuer, person.subject}));
    }
    PULSE_CHECK(scope.commit());
    return Reply::noContent();
}

// GET /api/auth/sessions
Result<Reply> listSessions(const auth::TokenIssuer &issuer, const Request &request,
                           store::Connection &connection)
{
    QList<model::UserSession> sessions;
    if (isOurs(request, issuer)) {
        PULSE_TRY(store::AuthScope scope, store::AuthScope::begin(connection));
        PULSE_TRY(sessions, store::session::list(scope, request.principal.subject));
        PULSE_CHECK(scope.commit());
    }
    QJsonArray items;
    for (model::UserSession &session : sessions) {
        session.isCurrent = session.sessionId == request.principal.sessionId;
        items.append(wire::userSessionNoun().json(session));
    }
    return Reply::json({{u"sessions"_s, items}, {u"count"_s, items.size()}});
}

// DELETE /api/auth/sessions/{session_id}: of somebody else's it is not said whether there is one.
Result<Reply> endSession(const auth::TokenIssuer &issuer, const Request &request,
                         store::Connection &connection)
{
    if (!isOurs(request, issuer))
        return fail(ErrorKind::NotFound, u"there is no such session"_s);
    PULSE_TRY(store::AuthScope scope, store::AuthScope::begin(connection));
    PULSE_CHECK(store::revocation::endSession(scope, request.arguments.value(0), request.principal.subject,
                                              model::SessionEnd::Ended));
    PULSE_CHECK(scope.commit());
    return Reply::noContent();
}

// POST /api/auth/password {"old_password", "new_password"}
Result<Reply> changePassword(auth::LocalAccounts &accounts, const Request &request,
                             store::Connection &connection)
{
    PULSE_TRY(const QJsonObject body, wire::parseObject(request.body));
    auth::PasswordChange change;
    wire::FieldReader reader(body);
    reader.require({u"old_password"_s, u"new_password"_s});
    reader.text(u"old_password"_s, change.oldPassword, 512);
    reader.text(u"new_password"_s, change.newPassword, 512);
    PULSE_CHECK(reader.check());
    const auto changed = accounts.changePassword(request.principal, change, connection);
    return changed ? Reply::noContent() : refusalReply(changed.error());
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
    handlers.insert(wire::EndpointId::ChangePassword,
                    [&accounts](const Request &request, store::Connection &connection) {
                        return changePassword(accounts, request, connection);
                    });
    using OfIssuer = Result<Reply> (*)(const auth::TokenIssuer &, const Request &, store::Connection &);
    for (const auto &[endpoint, handle] :
         {std::pair<wire::EndpointId, OfIssuer>{wire::EndpointId::SignOut, signOut},
          {wire::EndpointId::Sessions, listSessions},
          {wire::EndpointId::EndSession, endSession}})
        handlers.insert(endpoint,
                        [&issuer, handle = handle](const Request &request, store::Connection &connection) {
                            return handle(issuer, request, connection);
                        });
    handlers.insert(wire::EndpointId::Jwks, [&issuer](const Request &, store::Connection &) -> Result<Reply> {
        Reply reply = Reply::json(issuer.jwks());
        reply.headers.emplaceBack("Cache-Control", "public, max-age=300");
        return reply;
    });
    return handlers;
}

} // namespace pulse::api
