// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/accounts/session_resource.h"

#include "api/http/reply_writer.h"
#include "wire/core/json.h"

namespace pulse::api {

using namespace Qt::StringLiterals;

namespace {

Reply sessionReply(const tl::expected<wire::Session, auth::Refusal> &session)
{
    if (session)
        return Reply::json(wire::toJson(*session));
    Reply reply = problemReply(session.error().error);
    if (session.error().retryAfter.count() > 0)
        setRetryAfter(reply, session.error().retryAfter);
    return reply;
}

Result<Reply> signIn(auth::LocalAccounts &accounts, const Request &request, store::Connection &connection)
{
    PULSE_TRY(const QJsonObject body, wire::parseObject(request.body));
    auth::Credentials credentials;
    credentials.address = request.peer;
    wire::FieldReader reader(body);
    reader.require({u"username"_s, u"password"_s});
    reader.text(u"username"_s, credentials.login, 128);
    reader.text(u"password"_s, credentials.password, 512);
    PULSE_CHECK(reader.check());
    return sessionReply(accounts.signIn(credentials, connection));
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

Handlers sessionHandlers(auth::LocalAccounts &accounts, const auth::TokenIssuer &issuer)
{
    Handlers handlers;
    handlers.insert(wire::EndpointId::Token,
                    [&accounts](const Request &request, store::Connection &connection) {
                        return signIn(accounts, request, connection);
                    });
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
