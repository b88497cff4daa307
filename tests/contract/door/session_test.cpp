// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Signing in over HTTP with a real database: tokens, refresh, families, limits, tenants and keys.
#include "session_door.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace pulse;
using namespace pulse::test;

class SessionTest : public QObject, private SessionDoor {
    Q_OBJECT

private slots:
    void init() { open(); }
    void cleanup() { close(); }
    void signsInAndIsKnown();
    void operatorsSignInToo();
    void wrongOnesLookAlike_data();
    void wrongOnesLookAlike();
    void bodiesAreChecked();
    void refreshRotates();
    void reuseEndsTheFamily();
    void disablingEndsAtTheNextRefresh();
    void suspendedTenantsStayOut();
    void tenantsAreLimitedApart();
    void serversAgreeOnTheKey();
    void rotationKeepsOldTokensGood();
    void theSealedKeyNeedsTheVault();

private:
    auth::SigningKeys loadKeys(const vault::Vault &vault) const;
};

void SessionTest::signsInAndIsKnown()
{
    const Answer answer = signIn(u"ada"_s, u"correct horse"_s);
    QCOMPARE(answer.status, 200);
    const wire::Session session = sessionOf(answer);
    QCOMPARE(session.login, u"ada"_s);
    QCOMPARE(session.role, u"customer_admin"_s);
    QCOMPARE(session.tenantId, u"tenant-a"_s);
    QCOMPARE(session.expiresIn, 900s);
    QCOMPARE(session.refreshExpiresIn, 1800s);
    const Answer list = devices(session.accessToken);
    QCOMPARE(list.status, 200);
    const QJsonObject json = QJsonDocument::fromJson(list.body).object();
    QCOMPARE(json.value(u"tenant_id"_s).toString(), u"tenant-a"_s);
    QCOMPARE(json.value(u"login"_s).toString(), u"ada"_s);
    QVERIFY(json.value(u"key"_s).toInt() > 0);
    QVERIFY(!m_database->query(u"SELECT count(*) FROM refresh_session"_s)->contains(u"0"_s));
}

void SessionTest::operatorsSignInToo()
{
    const wire::Session session = sessionOf(signIn(u"op"_s, u"correct horse"_s));
    QCOMPARE(session.tenantId, QString());
    QCOMPARE(devices(session.accessToken).status, 403);
}

void SessionTest::wrongOnesLookAlike_data()
{
    QTest::addColumn<QString>("login");
    QTest::addColumn<QString>("password");
    QTest::newRow("wrong password") << u"ada"_s << u"wrong horse"_s;
    QTest::newRow("unknown login") << u"nobody"_s << u"correct horse"_s;
    QTest::newRow("login in capitals") << u"ADA"_s << u"correct horse"_s;
    QTest::newRow("disabled") << u"bob"_s << u"correct horse"_s;
}

void SessionTest::wrongOnesLookAlike()
{
    QFETCH(QString, login);
    QFETCH(QString, password);
    QVERIFY(m_database->execute(u"UPDATE user_account SET enabled = false WHERE login = 'bob'"_s));
    const Answer answer = signIn(login, password);
    QCOMPARE(answer.status, 401);
    QCOMPARE(codeOf(answer), u"invalid_credentials"_s);
    QCOMPARE(*m_database->query(u"SELECT count(*) FROM refresh_session"_s), QStringList{u"0"_s});
}

void SessionTest::bodiesAreChecked()
{
    QCOMPARE(call(post("/api/auth/token", "nonsense")).status, 400);
    QCOMPARE(call(post("/api/auth/token", "{}")).status, 400);
    QCOMPARE(call(post("/api/auth/token", R"({"username": 1, "password": 2})")).status, 400);
    QCOMPARE(call(post("/api/auth/token", QByteArray(20'000, ' '))).status, 413);
}

void SessionTest::refreshRotates()
{
    const wire::Session first = sessionOf(signIn(u"ada"_s, u"correct horse"_s));
    const wire::Session second = sessionOf(refresh(first.refreshToken));
    QVERIFY(!second.refreshToken.isEmpty());
    QVERIFY(second.refreshToken != first.refreshToken);
    QCOMPARE(devices(second.accessToken).status, 200);
    QCOMPARE(refresh(second.refreshToken).status, 200);
    const Answer stranger = refresh(u"made up"_s);
    QCOMPARE(stranger.status, 401);
    QCOMPARE(codeOf(stranger), u"refresh_invalid"_s);
}

void SessionTest::reuseEndsTheFamily()
{
    const wire::Session first = sessionOf(signIn(u"ada"_s, u"correct horse"_s));
    const wire::Session other = sessionOf(signIn(u"ada"_s, u"correct horse"_s));
    const wire::Session second = sessionOf(refresh(first.refreshToken));
    QCOMPARE(refresh(first.refreshToken).status, 401); // stolen, or stolen back
    QCOMPARE(refresh(second.refreshToken).status, 401); // so nobody goes on
    QCOMPARE(refresh(other.refreshToken).status, 200); // another sign-in is not concerned
}

void SessionTest::disablingEndsAtTheNextRefresh()
{
    const wire::Session session = sessionOf(signIn(u"ada"_s, u"correct horse"_s));
    QVERIFY(m_database->execute(u"UPDATE user_account SET enabled = false WHERE login = 'ada'"_s));
    QCOMPARE(refresh(session.refreshToken).status, 401);
}

void SessionTest::suspendedTenantsStayOut()
{
    const QByteArray token = m_door->token(model::Role::CustomerAdmin, u"tenant-b"_s);
    QVERIFY(m_database->execute(u"UPDATE tenant SET status = 'SUSPENDED' WHERE tenant_id = 'tenant-b'"_s));
    QCOMPARE(codeOf(devices(QString::fromLatin1(token))), u"tenant_suspended"_s);
    const Answer answer = signIn(u"bob"_s, u"correct horse"_s);
    QCOMPARE(answer.status, 403);
    QCOMPARE(codeOf(answer), u"tenant_suspended"_s);
    const QByteArray unknown = m_door->token(model::Role::CustomerAdmin, u"tenant-z"_s);
    QCOMPARE(codeOf(devices(QString::fromLatin1(unknown))), u"no_tenant"_s);
}

void SessionTest::tenantsAreLimitedApart()
{
    api::HttpDoorConfig config;
    config.perTenant = {2, 60s};
    start({}, config);
    const QString a = QString::fromLatin1(m_door->token(model::Role::CustomerViewer, u"tenant-a"_s));
    const QString b = QString::fromLatin1(m_door->token(model::Role::CustomerViewer, u"tenant-b"_s));
    QCOMPARE(devices(a).status, 200);
    QCOMPARE(devices(a).status, 200);
    QCOMPARE(devices(a).status, 429);
    QCOMPARE(devices(b).status, 200);
}

auth::SigningKeys SessionTest::loadKeys(const vault::Vault &vault) const
{
    store::Connection connection({m_database->appConnInfo().toUtf8()});
    return auth::loadSigningKeys(connection, vault, SystemClock().now()).value();
}

void SessionTest::serversAgreeOnTheKey()
{
    const auto vault = vault::Vault::open({{}, QByteArray(32, 'k').toBase64()});
    std::vector<QByteArray> ids(4);
    std::vector<std::thread> servers;
    servers.reserve(ids.size());
    for (QByteArray &id : ids)
        servers.emplace_back([&id, &vault, this] { id = loadKeys(*vault).active.id(); });
    for (std::thread &server : servers)
        server.join();
    QVERIFY(!ids.front().isEmpty());
    QCOMPARE(std::count(ids.begin(), ids.end(), ids.front()), 4);
    QCOMPARE(*m_database->query(u"SELECT count(*) FROM signing_key"_s), QStringList{u"1"_s});
}

void SessionTest::rotationKeepsOldTokensGood()
{
    const auto vault = vault::Vault::open({{}, QByteArray(32, 'k').toBase64()});
    const SystemClock clock;
    auth::TokenIssuer issuer(clock, u"us"_s, loadKeys(*vault));
    const auto token = issuer.issue({u"u"_s, u"l"_s, model::Role::Operator, {}, u"s"_s}, 900s);
    store::Connection connection({m_database->appConnInfo().toUtf8()});
    const auto rotated = auth::rotateSigningKeys(connection, *vault, clock.now());
    QVERIFY(rotated);
    QVERIFY(rotated->active.id()
            != auth::loadSigningKeys(connection, *vault, clock.now())
                   ->jwks.value(u"keys"_s)[1][u"kid"_s]
                   .toString()
                   .toUtf8());
    auth::TokenVerifier verifier(clock);
    QVERIFY(verifier.trust(auth::ourIssuer(u"us"_s), rotated->jwks));
    QVERIFY(verifier.verify(token->toLatin1()));
    issuer.replaceKeys(*rotated);
    QVERIFY(
        verifier.verify(issuer.issue({u"u"_s, u"l"_s, model::Role::Operator, {}, u"s"_s}, 900s)->toLatin1()));
}

void SessionTest::theSealedKeyNeedsTheVault()
{
    QVERIFY(!loadKeys(*vault::Vault::open({{}, QByteArray(32, 'k').toBase64()})).active.id().isEmpty());
    QCOMPARE(*m_database->query(u"SELECT count(*) FROM signing_key WHERE public_jwk ? 'd'"_s),
             QStringList{u"0"_s});
    store::Connection connection({m_database->appConnInfo().toUtf8()});
    const auto other = vault::Vault::open({{}, QByteArray(32, 'o').toBase64()});
    const auto keys = auth::loadSigningKeys(connection, *other, SystemClock().now());
    QVERIFY(!keys);
    QCOMPARE(keys.error().code, u"unknown_key"_s);
}

PULSE_TEST_CASE(SessionTest)
#include "session_test.moc"
