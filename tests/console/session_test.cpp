// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Signing in, staying signed in, and being told when it is over.
#include "client/problem_text.h"
#include "client/session.h"
#include "signed_in.h"
#include "support/suite/test_case.h"

#include <QSignalSpy>

using namespace pulse;
using namespace pulse::test;
using SessionState = client::Session::State;

class SessionTest : public QObject {
    Q_OBJECT

private slots:
    void signsInWithTheAccountsNames();
    void failuresAreSaid_data();
    void failuresAreSaid();
    void anUnreachableServerIsSaid();
    void aSilentServerTimesOut();
    void tokensAreRefreshedBeforeTheyExpire();
    void a401RefreshesOnceForAll();
    void aSecond401IsAnAnswer();
    void aRevokedSessionEnds();
    void aFailedRefreshIsTriedAgain();
    void signingOutForgets();
    void signingOutEndsTheSessionOnTheServer();
    void aContextThatIsGoneHearsNothing();
    void problemsAreSentences_data();
    void problemsAreSentences();
};

void SessionTest::signsInWithTheAccountsNames()
{
    SignedIn world;
    QCOMPARE(world.console.session.state(), SessionState::SignedOut);
    QVERIFY(world.console.session.accessToken().isEmpty());
    QVERIFY(world.signIn());
    QCOMPARE(world.console.session.login(), u"ada"_s);
    QCOMPARE(world.console.session.tenantId(), u"acme"_s);
    QVERIFY(!world.console.session.accessToken().isEmpty());
}

void SessionTest::failuresAreSaid_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QJsonObject>("body");
    QTest::addColumn<QString>("code");
    QTest::newRow("wrong password") << 403 << QJsonObject{{u"code"_s, u"invalid_credentials"_s}}
                                    << u"invalid_credentials"_s;
    QTest::newRow("bare 401") << 401 << QJsonObject{} << u"invalid_credentials"_s;
    QTest::newRow("too many attempts") << 429 << QJsonObject{} << u"too_many_requests"_s;
    QTest::newRow("starting") << 503 << QJsonObject{} << u"unavailable"_s;
    QTest::newRow("another kind of server") << 200 << QJsonObject{{u"hello"_s, 1}} << u"bad_answer"_s;
}

void SessionTest::failuresAreSaid()
{
    QFETCH(int, status);
    QFETCH(QJsonObject, body);
    SignedIn world;
    world.api.failNext(u"/api/auth/token"_s, {status, body});
    QList<wire::Problem> problems;
    connect(&world.console.session, &client::Session::signInFailed, this,
            [&problems](const wire::Problem &problem) { problems.append(problem); });
    world.console.session.signIn(u"ada"_s, u"x"_s);
    QCOMPARE(world.console.session.state(), SessionState::SigningIn);
    QVERIFY(SignedIn::until([&] { return !problems.isEmpty(); }));
    QTEST(problems.first().code, "code");
    QCOMPARE(world.console.session.state(), SessionState::SignedOut);
}

void SessionTest::anUnreachableServerIsSaid()
{
    SignedIn world;
    world.api.stopListening();
    QString code;
    connect(&world.console.session, &client::Session::signInFailed, this,
            [&code](const wire::Problem &problem) { code = problem.code; });
    world.console.session.signIn(u"ada"_s, u"x"_s);
    QVERIFY(SignedIn::until([&] { return !code.isEmpty(); }));
    QCOMPARE(code, u"unreachable"_s);
}

void SessionTest::aSilentServerTimesOut()
{
    FakeApi api;
    QVERIFY(api.listen());
    api.holdAnswers(true);
    client::HttpTransport transport(api.url(), std::chrono::milliseconds{100});
    QString code;
    transport.send({"GET", "/api/v2/health"}, this, [&code](const client::Answer<QJsonObject> &answer) {
        code = answer ? u"answered"_s : answer.error().code;
    });
    QVERIFY(SignedIn::until([&] { return !code.isEmpty(); }));
    QCOMPARE(code, u"timeout"_s);
}

void SessionTest::tokensAreRefreshedBeforeTheyExpire()
{
    SignedIn world;
    world.api.tokenLifetime = std::chrono::seconds{1};
    QVERIFY(world.signIn());
    const QString first = world.console.session.accessToken();
    world.api.tokenLifetime = std::chrono::seconds{900};
    QSignalSpy states(&world.console.session, &client::Session::stateChanged);
    QVERIFY(SignedIn::until([&] { return world.console.session.accessToken() != first; }));
    QVERIFY(states.isEmpty()); // nobody notices
    QCOMPARE(world.console.session.tenantId(), u"acme"_s);
}

void SessionTest::a401RefreshesOnceForAll()
{
    SignedIn world;
    world.api.devices = {makeDevice(u"a"_s, world.now())};
    QVERIFY(world.signIn());
    world.api.revokeAccessTokens();
    int answered = 0;
    for (int i = 0; i < 5; ++i) {
        world.console.api.devices({}, this,
                                  [&answered](const client::Answer<model::Page<model::Device>> &answer) {
                                      answered += answer && answer->items.size() == 1 ? 1 : 0;
                                  });
    }
    QVERIFY(SignedIn::until([&] { return answered == 5; }));
    QCOMPARE(world.api.requests(u"/api/auth/refresh"_s).size(), 1);
}

void SessionTest::aSecond401IsAnAnswer()
{
    SignedIn world;
    QVERIFY(world.signIn());
    world.api.revokeAccessTokens();
    connect(&world.api, &FakeApi::requested, this, [&world](const QString &path) {
        if (path == "/api/auth/refresh"_L1)
            world.api.revokeAccessTokens(); // the new one is no good either
    });
    int status = 0;
    world.console.api.device(u"a"_s, this, [&status](const client::Answer<model::Device> &answer) {
        status = answer ? 200 : answer.error().status;
    });
    QVERIFY(SignedIn::until([&] { return status != 0; }));
    QCOMPARE(status, 401);
    QCOMPARE(world.api.requests(u"/api/v2/devices"_s).size(), 2); // once more, and no more
}

void SessionTest::aRevokedSessionEnds()
{
    SignedIn world;
    QVERIFY(world.signIn());
    world.api.revokeAccessTokens();
    world.api.revokeRefreshTokens();
    QString code;
    connect(&world.console.session, &client::Session::ended, this,
            [&code](const wire::Problem &problem) { code = problem.code; });
    bool isAnswered = false;
    world.console.api.devices({}, this, [&isAnswered](const auto &) { isAnswered = true; });
    QVERIFY(SignedIn::until([&] { return isAnswered && !code.isEmpty(); }));
    QCOMPARE(code, u"session_ended"_s);
    QCOMPARE(world.console.session.state(), SessionState::SignedOut);
    QVERIFY(world.console.session.accessToken().isEmpty());
}

void SessionTest::aFailedRefreshIsTriedAgain()
{
    SignedIn world;
    QVERIFY(world.signIn());
    const QString first = world.console.session.accessToken();
    world.api.failNext(u"/api/auth/refresh"_s, {503, {}});
    bool isRefreshed = true;
    world.console.session.refresh(this, [&isRefreshed](bool is) { isRefreshed = is; });
    QVERIFY(SignedIn::until([&] { return !isRefreshed; }));
    QCOMPARE(world.console.session.state(),
             SessionState::SignedIn); // a busy server does not sign anybody out
    QVERIFY(SignedIn::until([&] { return world.console.session.accessToken() != first; }));
}

void SessionTest::signingOutForgets()
{
    SignedIn world;
    QVERIFY(world.signIn());
    world.console.session.signOut();
    QCOMPARE(world.console.session.state(), SessionState::SignedOut);
    QVERIFY(world.console.session.accessToken().isEmpty());
    bool isRefreshed = true;
    world.console.session.refresh(this, [&isRefreshed](bool is) { isRefreshed = is; });
    QVERIFY(!isRefreshed);
}

void SessionTest::signingOutEndsTheSessionOnTheServer()
{
    SignedIn world;
    QVERIFY(world.signIn());
    const QString token = world.console.session.accessToken();
    world.console.session.signOut();
    QVERIFY(SignedIn::until([&] { return world.api.requests(u"/api/auth/logout"_s).size() == 1; }));
    QCOMPARE(world.api.requests(u"/api/auth/logout"_s).first().bearer, token);
    world.console.session.signOut(); // nobody is signed in
    world.console.session.signIn(u"ada"_s, u"correct horse"_s);
    QVERIFY(SignedIn::until([&] { return world.console.session.state() == SessionState::SignedIn; }));
    QCOMPARE(world.api.requests(u"/api/auth/logout"_s).size(), 1);
}

void SessionTest::aContextThatIsGoneHearsNothing()
{
    SignedIn world;
    QVERIFY(world.signIn());
    world.api.holdAnswers(true);
    int answered = 0;
    auto context = std::make_unique<QObject>();
    QObject cancelled;
    world.console.api.devices({}, context.get(), [&answered](const auto &) { ++answered; });
    world.console.api.devices({}, &cancelled, [&answered](const auto &) { ++answered; });
    QVERIFY(SignedIn::until([&] { return world.api.requests(u"/api/v2/devices"_s).size() == 2; }));
    context.reset();
    world.console.api.cancel(&cancelled);
    world.api.holdAnswers(false);
    bool isLastAnswered = false;
    world.console.api.devices({}, this, [&isLastAnswered](const auto &) { isLastAnswered = true; });
    QVERIFY(SignedIn::until([&] { return isLastAnswered; }));
    QCOMPARE(answered, 0);
}

void SessionTest::problemsAreSentences_data()
{
    QTest::addColumn<wire::Problem>("problem");
    QTest::addColumn<QString>("expected");
    QTest::newRow("known") << wire::Problem{0, u"timeout"_s, {}, {}, {}} << u"in time"_s;
    QTest::newRow("the server's words")
        << wire::Problem{409, u"odd"_s, {}, u"Name taken."_s, {}} << u"Name taken."_s;
    QTest::newRow("no words") << wire::Problem{418, u"odd"_s, {}, {}, {}} << u"418"_s;
}

void SessionTest::problemsAreSentences()
{
    QFETCH(wire::Problem, problem);
    QFETCH(QString, expected);
    QVERIFY(client::problemText(problem).contains(expected));
}

PULSE_TEST_CASE(SessionTest)
#include "session_test.moc"
