// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A stranger who guesses at a password, from as many networks as they like, keeps nobody from signing in.
#include "api/accounts/session_resource.h"
#include "door_fixture.h"
#include "support/postgres/postgres_cluster.h"
#include "support/suite/test_case.h"
#include "wire/core/json.h"

#include <QTest>

using namespace pulse;
using namespace pulse::test;

class SignInTest : public QObject {
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void attemptsAreLimitedByLoginAndNetwork();
    void logins_data();
    void logins();
    void aNetworkTriesSoManyLogins();
    void failuresOfTheDatabaseDoNotCount();
    void aRightPasswordStartsAnew();
    void anOwnerOfAKnownNetworkPassesAFlood();
    void anOwnerOfANewNetworkPassesAFlood();
    void aFloodKeepsNoWorker();
    void networksAreRememberedOfThoseWhoSignedIn();
    void stoppingAnswersWhoWaits();

private:
    using Client = std::unique_ptr<RawClient>;
    void start(const auth::SignInLimits &limits);
    void startDesk();
    Client send(const QString &from, const QString &password, const QString &login = u"ada"_s);
    Answer signIn(const QString &from, const QString &password, const QString &login = u"ada"_s);
    // Wrong passwords, each network so many; until at least `waiting` wait.
    std::vector<Client> flood(int networks, int ofEach, size_t waiting);

    const QString m_right = u"correct horse"_s;
    const QString m_wrong = u"wrong horse"_s;
    const QString m_home = u"127.0.200.1"_s;
    // Of m_right, as cheap as libsodium makes them: what is tested is who waits for whom, not the hash.
    const QString m_hash = u"$argon2id$v=19$m=8,t=1,p=1$24oheObQAU+ElYuvcWoriQ$"
                           "4smXBxI09ffyLWNujTd/2YstowMrySU5jFttsaeJZuk"_s;
    auth::SignInLimits m_limits;
    std::unique_ptr<TestDatabase> m_database;
    std::unique_ptr<auth::LocalAccounts> m_accounts;
    std::unique_ptr<auth::SignInDesk> m_desk;
    std::unique_ptr<Door> m_door;
};

void SignInTest::init()
{
    auto database = PostgresCluster::create();
    QVERIFY2(database, database ? "" : qPrintable(database.error().what));
    m_database = std::make_unique<TestDatabase>(*std::move(database));
    QVERIFY(m_database->execute(u"INSERT INTO user_account (login, role, password_hash) "
                                "SELECT unnest(ARRAY['ada', 'bob']), 'operator', '%1'"_s.arg(m_hash)));
}

void SignInTest::cleanup()
{
    m_desk.reset();
    m_door.reset();
    m_accounts.reset();
    m_database.reset();
}

void SignInTest::start(const auth::SignInLimits &limits)
{
    m_limits = limits;
    api::HttpDoorConfig config;
    config.refusalDelay = 0ms;
    config.quick.insert(wire::EndpointId::Token, [this](const api::Request &request) {
        return api::signInHandler(*m_accounts, *m_desk)(request);
    });
    api::Handlers handlers;
    handlers.insert(wire::EndpointId::Refresh,
                    [](const auto &, auto &) -> Result<api::Reply> { return api::Reply::noContent(); });
    m_door = std::make_unique<Door>(std::move(config), std::move(handlers), m_database->appConnInfo());
    m_accounts = std::make_unique<auth::LocalAccounts>(m_door->clock, m_door->issuer);
    startDesk();
    QVERIFY(m_door->start());
}

void SignInTest::startDesk()
{
    m_desk.reset();
    m_desk = std::make_unique<auth::SignInDesk>(
        m_door->clock, store::ConnectionConfig{m_database->appConnInfo().toUtf8()}, m_limits);
    QVERIFY(m_desk->start());
}

SignInTest::Client SignInTest::send(const QString &from, const QString &password, const QString &login)
{
    const QJsonObject body{{u"username"_s, login}, {u"password"_s, password}};
    auto client = std::make_unique<RawClient>(m_door->door.port(), from);
    client->send(post("/api/auth/token", QJsonDocument(body).toJson()));
    return client;
}

Answer SignInTest::signIn(const QString &from, const QString &password, const QString &login)
{
    return send(from, password, login)->next(false, 60s);
}

std::vector<SignInTest::Client> SignInTest::flood(int networks, int ofEach, size_t waiting)
{
    std::vector<Client> clients;
    for (int i = 0; i < networks * ofEach; ++i)
        clients.push_back(send(u"127.0.%1.1"_s.arg(1 + i % networks), m_wrong));
    spinUntil([&] { return m_desk->counts().waiting >= waiting; }, 30s);
    return clients;
}

void SignInTest::attemptsAreLimitedByLoginAndNetwork()
{
    start({.perLoginAndNetwork = {2, 300s}});
    QCOMPARE(signIn(u"127.0.1.1"_s, m_wrong).status, 401);
    QCOMPARE(signIn(u"127.0.1.2"_s, m_wrong).status, 401);
    const Answer limited = signIn(u"127.0.1.3"_s, m_right); // all of one /24
    QCOMPARE(limited.status, 429);
    QVERIFY(limited.head.contains("Retry-After: "));
    QCOMPARE(signIn(u"127.0.2.1"_s, m_right).status, 200);
    QCOMPARE(signIn(u"127.0.1.1"_s, m_right, u"bob"_s).status, 200);
}

void SignInTest::logins_data()
{
    QTest::addColumn<QString>("login");
    QTest::newRow("that exists") << u"ada"_s;
    QTest::newRow("that nobody has") << u"nobody"_s;
}

// Known or not: the same words, and the same limits.
void SignInTest::logins()
{
    QFETCH(QString, login);
    start({.perLoginAndNetwork = {2, 300s}});
    const QJsonObject wrong{{u"code"_s, u"invalid_credentials"_s},
                            {u"detail"_s, u"The user name or the password is wrong."_s}};
    for (int i = 0; i < 2; ++i) {
        const Answer answer = signIn(u"127.0.1.1"_s, m_wrong, login);
        QCOMPARE(answer.status, 401);
        const QJsonObject problem = QJsonDocument::fromJson(answer.body).object();
        for (const QString &member : wrong.keys())
            QCOMPARE(problem.value(member), wrong.value(member));
    }
    const Answer limited = signIn(u"127.0.1.1"_s, m_wrong, login);
    QCOMPARE(limited.status, 429);
    QCOMPARE(signIn(u"127.0.2.1"_s, m_wrong, login).status, 401);
    QCOMPARE(m_desk->counts().checked, quint64{3});
}

void SignInTest::aNetworkTriesSoManyLogins()
{
    start({.perNetwork = {2, 300s}});
    QCOMPARE(signIn(m_home, m_right).status, 200); // counts for nothing, and the network is ada's now
    QCOMPARE(signIn(m_home, m_wrong, u"eve"_s).status, 401);
    QCOMPARE(signIn(m_home, m_wrong, u"eva"_s).status, 401);
    QCOMPARE(signIn(m_home, m_wrong, u"eli"_s).status, 429);
    QCOMPARE(signIn(m_home, m_right).status, 200);
    QCOMPARE(signIn(u"127.0.1.1"_s, m_wrong, u"eli"_s).status, 401);
}

void SignInTest::failuresOfTheDatabaseDoNotCount()
{
    start({.perLoginAndNetwork = {2, 300s}, .perNetwork = {2, 300s}});
    QVERIFY(m_database->execute(u"ALTER TABLE user_account RENAME TO user_account_gone"_s));
    for (int i = 0; i < 5; ++i)
        QVERIFY(signIn(u"127.0.1.1"_s, m_right).status >= 500);
    QVERIFY(m_database->execute(u"ALTER TABLE user_account_gone RENAME TO user_account"_s));
    QCOMPARE(signIn(u"127.0.1.1"_s, m_right).status, 200);
}

void SignInTest::aRightPasswordStartsAnew()
{
    start({.perLoginAndNetwork = {2, 300s}});
    for (int i = 0; i < 3; ++i) {
        QCOMPARE(signIn(m_home, m_wrong).status, 401);
        QCOMPARE(signIn(m_home, m_right).status, 200);
    }
}

// Fifty networks wait, and as many more would be checked in the pace of strangers: none of that is for them.
void SignInTest::anOwnerOfAKnownNetworkPassesAFlood()
{
    start({.queue = {.longestWait = 1h, .betweenStrangers = 1h}, .checksAtOnce = 1});
    QCOMPARE(signIn(m_home, m_right).status, 200);
    startDesk(); // what was learned is not in memory only
    const auto clients = flood(50, 1, 49);
    QCOMPARE(signIn(u"127.0.200.77"_s, m_right).status, 200);
    QVERIFY(m_desk->counts().waiting >= 49);
    QCOMPARE(m_desk->counts().limited + m_desk->counts().crowded, quint64{0}); // nor is anybody refused
}

void SignInTest::anOwnerOfANewNetworkPassesAFlood()
{
    constexpr int kNetworks = 15;
    start({.queue = {.longestWait = 1h, .betweenStrangers = 100ms}, .checksAtOnce = 1});
    const auto clients = flood(kNetworks, 4, 30);
    QCOMPARE(signIn(m_home, m_right).status, 200);
    QVERIFY(m_desk->counts().waiting > 0); // of the networks' second attempts at the earliest
    QVERIFY(m_desk->counts().checked < kNetworks * 3);
}

void SignInTest::aFloodKeepsNoWorker()
{
    start({.queue = {.longestWait = 1h, .betweenStrangers = 1h}});
    const auto clients = flood(20, 1, 19);
    QCOMPARE(m_door->workers.waiting(), size_t{0});
    RawClient other(m_door->door.port());
    other.send(post("/api/auth/refresh", "{}"));
    QCOMPARE(other.next().status, 204);
    QVERIFY(m_desk->counts().waiting >= 19);
}

void SignInTest::networksAreRememberedOfThoseWhoSignedIn()
{
    start({});
    QCOMPARE(signIn(m_home, m_right).status, 200);
    QCOMPARE(signIn(m_home, m_right).status, 200);
    QCOMPARE(signIn(u"127.0.1.1"_s, m_wrong).status, 401);
    QCOMPARE(*m_database->query(u"SELECT login || ' ' || network FROM login_network JOIN user_account "
                                "USING (user_key)"_s),
             QStringList{u"ada 127.0.200.0/24"_s});
}

void SignInTest::stoppingAnswersWhoWaits()
{
    start({.queue = {.longestWait = 1h, .betweenStrangers = 1h}});
    const auto clients = flood(4, 1, 3);
    QVERIFY(spinUntil([&] { return m_desk->counts().checked == 1; }, 20s)); // which it is answered
    m_desk->stop();
    int refused = 0;
    for (const Client &client : clients)
        refused += client->next(false, 20s).status == 503 ? 1 : 0;
    QCOMPARE(refused, 3);
    QCOMPARE(signIn(m_home, m_right).status, 503);
}

PULSE_TEST_CASE(SignInTest)
#include "sign_in_test.moc"
