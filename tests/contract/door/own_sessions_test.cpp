// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What people do about their own sessions and passwords, and when a session ends by itself.
#include "session_door.h"
#include "support/suite/test_case.h"
#include "wire/core/json.h"

#include <QTest>

using namespace pulse;
using namespace pulse::test;

class OwnSessionsTest : public QObject, private SessionDoor {
    Q_OBJECT

private slots:
    void init() { open(); }
    void cleanup() { close(); }
    void noTokenOutlivesItsSession();
    void aSessionEndsWhateverItDoes();
    void signingOutEndsTheSession();
    void sessionsAreListed();
    void endsAnotherOfTheirOwn();
    void nobodyEndsAnothers();
    void passwordsAreChanged();
    void newPasswordsAreChecked_data();
    void newPasswordsAreChecked();
    void oldPasswordsAreGuessedSlowly();
    void whoIsDisabledMeanwhileIsNotLetIn();
    void tokensOfOthersEndNoSessionOfOurs();

private:
    Answer changePassword(const QString &token, const QString &from, const QString &to)
    {
        return as(token, "POST", "/api/auth/password", {{u"old_password"_s, from}, {u"new_password"_s, to}});
    }
    QJsonArray sessionsOf(const QString &token)
    {
        const Answer answer = as(token, "GET", "/api/auth/sessions");
        return QJsonDocument::fromJson(answer.body).object().value(u"sessions"_s).toArray();
    }
};

void OwnSessionsTest::noTokenOutlivesItsSession()
{
    auth::LocalAccountsConfig config;
    config.sessionMost = 600s;
    start(config);
    const wire::Session session = sessionOf(signIn(u"ada"_s, u"correct horse"_s));
    QCOMPARE(session.expiresIn, 600s);
    QCOMPARE(session.refreshExpiresIn, 600s);
    const wire::Session later = sessionOf(refresh(session.refreshToken));
    QVERIFY(later.expiresIn > 0s && later.expiresIn < 600s);
    QCOMPARE(later.refreshExpiresIn, later.expiresIn);
}

void OwnSessionsTest::aSessionEndsWhateverItDoes()
{
    const wire::Session session = sessionOf(signIn(u"ada"_s, u"correct horse"_s));
    QVERIFY(m_database->execute(u"UPDATE auth_session SET ends_at = now()"_s));
    QCOMPARE(codeOf(refresh(session.refreshToken)), u"refresh_invalid"_s);
}

void OwnSessionsTest::signingOutEndsTheSession()
{
    const wire::Session session = sessionOf(signIn(u"ada"_s, u"correct horse"_s));
    const wire::Session other = sessionOf(signIn(u"ada"_s, u"correct horse"_s));
    QCOMPARE(as(session.accessToken, "POST", "/api/auth/logout").status, 204);
    QCOMPARE(as(session.accessToken, "POST", "/api/auth/logout").status, 204); // as it was asked
    QCOMPARE(refresh(session.refreshToken).status, 401);
    hear();
    QCOMPARE(devices(session.accessToken).status, 401);
    QCOMPARE(codeOf(devices(session.accessToken)), u"session_ended"_s);
    QCOMPARE(devices(other.accessToken).status, 200);
    QCOMPARE(refresh(other.refreshToken).status, 200);
    QCOMPARE(as({}, "POST", "/api/auth/logout").status, 401);
}

void OwnSessionsTest::sessionsAreListed()
{
    const wire::Session first = sessionOf(signIn(u"ada"_s, u"correct horse"_s));
    const wire::Session second = sessionOf(signIn(u"ada"_s, u"correct horse"_s));
    QVERIFY(!sessionOf(signIn(u"bob"_s, u"correct horse"_s)).accessToken.isEmpty());
    refresh(first.refreshToken); // used last
    const QJsonArray sessions = sessionsOf(second.accessToken);
    QCOMPARE(sessions.size(), 2);
    QCOMPARE(sessions[0][u"is_current"_s].toBool(), false);
    QCOMPARE(sessions[1][u"is_current"_s].toBool(), true);
    QCOMPARE(sessions[0][u"address"_s].toString(), u"127.0.0.1"_s);
    const auto made = wire::instantFrom(sessions[0][u"made_at"_s]);
    const auto ends = wire::instantFrom(sessions[0][u"ends_at"_s]);
    QVERIFY(made && ends);
    QVERIFY(*ends - *made == 12h);
    QVERIFY(*wire::instantFrom(sessions[0][u"last_used_at"_s]) > *made);
}

void OwnSessionsTest::endsAnotherOfTheirOwn()
{
    const wire::Session first = sessionOf(signIn(u"ada"_s, u"correct horse"_s));
    const wire::Session second = sessionOf(signIn(u"ada"_s, u"correct horse"_s));
    QString other;
    for (const QJsonValue &session : sessionsOf(second.accessToken))
        other = session[u"is_current"_s].toBool() ? other : session[u"session_id"_s].toString();
    const QByteArray path = "/api/auth/sessions/" + other.toLatin1();
    QCOMPARE(as(second.accessToken, "DELETE", path).status, 204);
    QCOMPARE(as(second.accessToken, "DELETE", path).status, 404); // over
    QCOMPARE(sessionsOf(second.accessToken).size(), 1);
    hear();
    QCOMPARE(codeOf(devices(first.accessToken)), u"session_ended"_s);
    QCOMPARE(devices(second.accessToken).status, 200);
}

void OwnSessionsTest::nobodyEndsAnothers()
{
    const wire::Session ada = sessionOf(signIn(u"ada"_s, u"correct horse"_s));
    const wire::Session bob = sessionOf(signIn(u"bob"_s, u"correct horse"_s));
    const QString id = sessionsOf(ada.accessToken)[0][u"session_id"_s].toString();
    const Answer foreign = as(bob.accessToken, "DELETE", "/api/auth/sessions/" + id.toLatin1());
    const Answer unknown =
        as(bob.accessToken, "DELETE", "/api/auth/sessions/00000000-0000-4000-8000-000000000000");
    QCOMPARE(foreign.status, 404);
    QCOMPARE(foreign.body, unknown.body);
    QCOMPARE(as(bob.accessToken, "DELETE", "/api/auth/sessions/mine").status, 400);
    hear();
    QCOMPARE(devices(ada.accessToken).status, 200);
    QCOMPARE(refresh(ada.refreshToken).status, 200);
}

void OwnSessionsTest::passwordsAreChanged()
{
    const wire::Session mine = sessionOf(signIn(u"ada"_s, u"correct horse"_s));
    const wire::Session other = sessionOf(signIn(u"ada"_s, u"correct horse"_s));
    const Answer wrong = changePassword(mine.accessToken, u"wrong horse"_s, u"four geese fly"_s);
    QCOMPARE(wrong.status, 403);
    QCOMPARE(codeOf(wrong), u"wrong_password"_s);
    QCOMPARE(changePassword(mine.accessToken, u"correct horse"_s, u"four geese fly"_s).status, 204);
    hear();
    QCOMPARE(codeOf(devices(other.accessToken)), u"session_ended"_s);
    QCOMPARE(refresh(other.refreshToken).status, 401);
    QCOMPARE(devices(mine.accessToken).status, 200);
    QCOMPARE(refresh(mine.refreshToken).status, 200);
    QCOMPARE(signIn(u"ada"_s, u"correct horse"_s).status, 401);
    const Answer again = signIn(u"ada"_s, u"four geese fly"_s);
    QCOMPARE(again.status, 200);
    QCOMPARE(devices(sessionOf(again).accessToken).status, 200); // though it began in the same second
    QCOMPARE(signIn(u"bob"_s, u"correct horse"_s).status, 200);
}

void OwnSessionsTest::newPasswordsAreChecked_data()
{
    QTest::addColumn<QString>("password");
    QTest::newRow("too short") << u"four geese"_s;
    QTest::newRow("a common one") << u"password12345"_s;
    QTest::newRow("none") << QString();
}

void OwnSessionsTest::newPasswordsAreChecked()
{
    QFETCH(QString, password);
    const wire::Session mine = sessionOf(signIn(u"ada"_s, u"correct horse"_s));
    const Answer refused = changePassword(mine.accessToken, u"correct horse"_s, password);
    QCOMPARE(refused.status, 400);
    QCOMPARE(wire::problemFromAnswer(refused.status, refused.body).field, u"new_password"_s);
    QCOMPARE(signIn(u"ada"_s, u"correct horse"_s).status, 200);
}

// Whoever has a token for a moment learns no password by it.
void OwnSessionsTest::oldPasswordsAreGuessedSlowly()
{
    auth::LocalAccountsConfig config;
    config.passwordChanges = {2, 300s};
    start(config);
    const QString token = sessionOf(signIn(u"ada"_s, u"correct horse"_s)).accessToken;
    for (int i = 0; i < 2; ++i)
        QCOMPARE(changePassword(token, u"wrong horse"_s, u"four geese fly"_s).status, 403);
    const Answer limited = changePassword(token, u"correct horse"_s, u"four geese fly"_s);
    QCOMPARE(limited.status, 429);
    QVERIFY(limited.head.contains("Retry-After: "));
}

// Its password was right when it was looked at; whoever disables the account meanwhile misses this session.
void OwnSessionsTest::whoIsDisabledMeanwhileIsNotLetIn()
{
    store::Connection admin({m_database->adminConnInfo().toUtf8()});
    QVERIFY(admin.command("BEGIN; UPDATE user_account SET enabled = false WHERE login = 'ada'"));
    RawClient client(m_door->door.port());
    const QJsonObject body{{u"username"_s, u"ada"_s}, {u"password"_s, u"correct horse"_s}};
    client.send(post("/api/auth/token", QJsonDocument(body).toJson()));
    QVERIFY(spinUntil(
        [this] {
            return m_database
                       ->query(u"SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND "
                               "wait_event_type = 'Lock'"_s)
                       ->size()
                == 1;
        },
        30s));
    QVERIFY(admin.command("COMMIT"));
    const Answer answer = client.next(false, 20s);
    QCOMPARE(answer.status, 401);
    QCOMPARE(codeOf(answer), u"invalid_credentials"_s);
    QCOMPARE(*m_database->query(u"SELECT count(*) FROM auth_session"_s), QStringList{u"0"_s});
}

// Another issuer may call its sessions what it likes, and its people what ours are called.
void OwnSessionsTest::tokensOfOthersEndNoSessionOfOurs()
{
    const wire::Session ada = sessionOf(signIn(u"ada"_s, u"correct horse"_s));
    const QString session = sessionsOf(ada.accessToken)[0][u"session_id"_s].toString();
    const QString user =
        *m_database->query(u"SELECT user_id FROM user_account WHERE login = 'ada'"_s)->cbegin();
    auth::TokenIssuer other(m_door->clock, {u"https://other.test"_s}, newSigningKeys());
    QVERIFY(m_door->verifier.trust(other.issuer(), other.jwks()));
    const QString theirs =
        *other.issue({user, u"ada"_s, model::Role::CustomerAdmin, u"tenant-a"_s, session}, 900s);
    QCOMPARE(devices(theirs).status, 200);
    QCOMPARE(sessionsOf(theirs).size(), 0);
    QCOMPARE(as(theirs, "DELETE", "/api/auth/sessions/" + session.toLatin1()).status, 404);
    QCOMPARE(codeOf(changePassword(theirs, u"correct horse"_s, u"four geese fly"_s)), u"no_local_account"_s);
    QCOMPARE(as(theirs, "POST", "/api/auth/logout").status, 204);
    hear();
    QCOMPARE(codeOf(devices(theirs)), u"session_ended"_s); // their own
    QCOMPARE(devices(ada.accessToken).status, 200);
    QCOMPARE(refresh(ada.refreshToken).status, 200);
}

PULSE_TEST_CASE(OwnSessionsTest)
#include "own_sessions_test.moc"
