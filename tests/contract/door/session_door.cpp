// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session_door.h"

#include "auth/password.h"
#include "wire/core/problem.h"

#include <QTest>

namespace pulse::test {

void SessionDoor::open()
{
    static const QString kHash = auth::hashPassword(u"correct horse"_s).value();
    auto database = PostgresCluster::create();
    QVERIFY2(database, database ? "" : qPrintable(database.error().what));
    m_database = std::make_unique<TestDatabase>(*std::move(database));
    QVERIFY(m_database->execute(
        u"INSERT INTO tenant (tenant_id, name) VALUES ('tenant-a', 'A'), ('tenant-b', 'B')"_s));
    QVERIFY(m_database->execute(
        u"INSERT INTO user_account (login, tenant_key, role, password_hash) SELECT u.login, t.tenant_key, "
        u"u.role, '%1' "
        "FROM (VALUES ('ada', 'tenant-a', 'customer_admin'), ('bob', 'tenant-b', 'customer_viewer'), ('op', "
        "NULL, "
        "'operator')) AS u (login, tenant_id, role) LEFT JOIN tenant AS t USING (tenant_id)"_s.arg(kHash)));
    start();
}

void SessionDoor::start(auth::LocalAccountsConfig accounts, api::HttpDoorConfig config)
{
    m_desk.reset();
    m_door.reset();
    api::Handlers handlers;
    handlers.insert(wire::EndpointId::Devices,
                    [](const api::Request &request, store::Connection &) -> Result<api::Reply> {
                        return api::Reply::json(
                            {{u"tenant_id"_s, request.principal.tenantId},
                             {u"key"_s, static_cast<qint64>(request.principal.tenant.value)},
                             {u"login"_s, request.principal.login}});
                    });
    using enum wire::EndpointId;
    for (const wire::EndpointId endpoint : {Refresh, SignOut, Sessions, EndSession, ChangePassword})
        handlers.insert(
            endpoint, [this, endpoint](const api::Request &request, store::Connection &connection) {
                return api::sessionHandlers(*m_accounts, m_door->issuer).value(endpoint)(request, connection);
            });
    config.quick.insert(Token, [this](const api::Request &request) {
        return api::signInHandler(*m_accounts, *m_desk)(request);
    });
    m_door = std::make_unique<Door>(std::move(config), std::move(handlers), m_database->appConnInfo());
    m_accounts = std::make_unique<auth::LocalAccounts>(m_door->clock, m_door->issuer, accounts);
    m_desk = std::make_unique<auth::SignInDesk>(m_door->clock,
                                                store::ConnectionConfig{m_database->appConnInfo().toUtf8()});
    QVERIFY(m_desk->start());
    QVERIFY(m_door->start());
}

void SessionDoor::close()
{
    m_desk.reset();
    m_door.reset();
    m_accounts.reset();
    m_database.reset();
}

Answer SessionDoor::call(const QByteArray &bytes)
{
    RawClient client(m_door->door.port());
    client.send(bytes);
    return client.next(false, 20s);
}

Answer SessionDoor::signIn(const QString &login, const QString &password)
{
    const QJsonObject body{{u"username"_s, login}, {u"password"_s, password}};
    return call(post("/api/auth/token", QJsonDocument(body).toJson()));
}

Answer SessionDoor::refresh(const QString &token)
{
    return call(post("/api/auth/refresh", QJsonDocument(QJsonObject{{u"refresh_token"_s, token}}).toJson()));
}

Answer SessionDoor::devices(const QString &token)
{
    return call(get("/api/v2/devices", "Authorization: Bearer " + token.toLatin1() + "\r\n"));
}

Answer SessionDoor::as(const QString &token, const QByteArray &method, const QByteArray &path,
                       const QJsonObject &body)
{
    const QByteArray bytes = body.isEmpty() ? QByteArray() : QJsonDocument(body).toJson();
    return call(method + ' ' + path + " HTTP/1.1\r\nHost: test\r\nUser-Agent: a test\r\nContent-Length: "
                + QByteArray::number(bytes.size()) + "\r\nAuthorization: Bearer " + token.toLatin1()
                + "\r\n\r\n" + bytes);
}

void SessionDoor::hear()
{
    store::Connection connection({m_database->appConnInfo().toUtf8()});
    QVERIFY(m_door->sessions.load(connection));
}

wire::Session SessionDoor::sessionOf(const Answer &answer)
{
    return wire::sessionFrom(QJsonDocument::fromJson(answer.body).object()).value_or(wire::Session{});
}

QString SessionDoor::codeOf(const Answer &answer)
{
    return wire::problemFromAnswer(answer.status, answer.body).code;
}

} // namespace pulse::test
