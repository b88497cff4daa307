// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "edge_server.h"

#include "api/accounts/session_resource.h"
#include "api/http/reply_stream.h"
#include "store/tenancy/scope.h"

#include <QJsonDocument>

namespace pulse::test {

namespace {

class EndlessStream final : public api::ReplyStream {
public:
    Result<api::Portion> next(store::Connection &) override
    {
        return api::Portion{QByteArray(32 * 1024, 'x'), false};
    }
};

live::ChangeFollowerConfig followerConfig(const EdgeServerConfig &config)
{
    live::ChangeFollowerConfig follower;
    follower.connection.conninfo = config.feed.toUtf8();
    follower.connection.applicationName = "pulse follower";
    follower.isListening = config.isListening;
    return follower;
}

live::RevocationHooks hooksOf(auth::SessionRegister &sessions)
{
    return {[&sessions](const std::vector<model::Revocation> &revocations) { sessions.add(revocations); },
            [&sessions](std::chrono::steady_clock::time_point at) { sessions.heard(at); }};
}

Result<api::Reply> touchTenant(const api::Request &request, store::Connection &connection)
{
    PULSE_TRY(store::TenantScope scope, store::TenantScope::begin(connection, request.principal));
    PULSE_CHECK(scope.commit());
    return api::Reply::json({{u"tenant_id"_s, request.principal.tenantId}});
}

} // namespace

EdgeServer::EdgeServer(const EdgeServerConfig &config)
    : m_issuer(m_clock, {u"https://pulse.test"_s}, config.keys)
    , m_sessions(m_clock, {m_issuer.issuer().issuer, config.staleAfter})
    , m_accounts(m_clock, m_issuer)
    , m_signIns(m_clock, store::ConnectionConfig{config.database.toUtf8()})
    , m_database(config.database.toUtf8())
    , m_workers({m_database}, 2, everybodysWorkers(10'000))
    , m_follower(followerConfig(config), m_hub, hooksOf(m_sessions))
    , m_door(doorConfig(), handlers(), {m_verifier, m_workers, m_sessions}, m_hub)
{
}

// Nothing is limited here, and nobody is too slow.
api::HttpDoorConfig EdgeServer::doorConfig()
{
    api::HttpDoorConfig config;
    config.perTenant.most = config.perUser.most = config.perAddress.most = 0;
    config.limits.idleTimeout = 600s;
    config.quick.insert(wire::EndpointId::Token, api::signInHandler(m_accounts, m_signIns));
    return config;
}

api::Handlers EdgeServer::handlers()
{
    api::Handlers handlers = api::sessionHandlers(m_accounts, m_issuer);
    handlers.insert(wire::EndpointId::Devices, touchTenant);
    handlers.insert(wire::EndpointId::ChangeDevice, touchTenant);
    handlers.insert(wire::EndpointId::BacktestAlertRule,
                    [](const api::Request &, store::Connection &) -> Result<api::Reply> {
                        return api::Reply{200, "text/plain", {}, {}, std::make_shared<EndlessStream>()};
                    });
    return handlers;
}

Result<> EdgeServer::start()
{
    PULSE_CHECK(m_verifier.trust(m_issuer.issuer(), m_issuer.jwks()));
    store::Connection connection({m_database});
    const auto now = std::chrono::steady_clock::now();
    PULSE_CHECK(m_sessions.load(connection));
    m_sessions.heard(now);
    PULSE_CHECK(m_signIns.start());
    PULSE_CHECK(m_workers.start());
    PULSE_CHECK(m_follower.start());
    return m_door.start();
}

void EdgeServer::stop()
{
    m_door.stop();
    m_signIns.stop();
    m_follower.stop();
    m_workers.stop();
}

Answer EdgeServer::call(const QByteArray &method, const QByteArray &path, const QByteArray &token,
                        const QJsonObject &body) const
{
    RawClient client(port());
    const QByteArray bytes = body.isEmpty() ? QByteArray() : QJsonDocument(body).toJson();
    const QByteArray bearer = token.isEmpty() ? QByteArray() : "Authorization: Bearer " + token + "\r\n";
    client.send(method + ' ' + path + " HTTP/1.1\r\nHost: test\r\n" + bearer
                + "Content-Length: " + QByteArray::number(bytes.size()) + "\r\n\r\n" + bytes);
    return client.next(false, 30s);
}

wire::Session EdgeServer::signIn(const QString &login, const QString &password) const
{
    const Answer answer =
        call("POST", "/api/auth/token", {}, {{u"username"_s, login}, {u"password"_s, password}});
    return wire::sessionFrom(QJsonDocument::fromJson(answer.body).object()).value_or(wire::Session{});
}

} // namespace pulse::test
