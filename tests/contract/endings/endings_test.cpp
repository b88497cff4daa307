// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Each way in which a session ends, on two servers: what its person has open there is over on both, and
// nobody else's is. How long it takes is measured by bench endings.
#include "installation.h"
#include "store/accounts/user_table.h"
#include "store/operation/housekeeping.h"
#include "store/tenancy/tenant_table.h"
#include "support/suite/test_case.h"
#include "visit.h"
#include "wire/core/problem.h"

#include <QTest>

using namespace pulse;
using namespace pulse::test;

class EndingsTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanupTestCase() { m_installation.reset(); }
    void everythingEndsEverywhere_data();
    void everythingEndsEverywhere();
    void theNextSessionIsGoodAtOnce();
    void aServerThatStartsKnowsWhatWasRevoked();
    void sessionsAreForgotten();

private:
    std::unique_ptr<Installation> m_installation;
};

void EndingsTest::initTestCase()
{
    auto installation = Installation::create();
    QVERIFY2(installation, qPrintable(installation ? QString() : installation.error().what));
    m_installation = *std::move(installation);
}

void EndingsTest::everythingEndsEverywhere_data()
{
    QTest::addColumn<int>("index");
    for (size_t i = 0; i < endings().size(); ++i)
        QTest::newRow(endings()[i].name) << static_cast<int>(i);
}

void EndingsTest::everythingEndsEverywhere()
{
    QFETCH(int, index);
    const Ending &ending = endings()[static_cast<size_t>(index)];
    const auto person = m_installation->admit(QString::fromLatin1(ending.name));
    QVERIFY2(person, qPrintable(person ? QString() : person.error().what));
    const auto stranger = m_installation->admit(u"not-"_s + QString::fromLatin1(ending.name));
    QVERIFY(stranger);
    Visit first(m_installation->first(), person->token());
    Visit second(m_installation->second(), person->token());
    Visit bystander(m_installation->second(), stranger->token(), false);
    for (Visit *visit : {&first, &second, &bystander})
        QVERIFY(spinUntil([&] { return visit->isOpen(); }, 30s));

    const auto ended = ending.end(*m_installation, *person);
    QVERIFY2(ended, qPrintable(ended ? QString() : ended.error().what));
    QVERIFY(spinUntil([&] { return first.hasEnded() && second.hasEnded(); }, 60s));
    for (Visit *visit : {&first, &second}) {
        QCOMPARE(visit->refusal(), u"session_ended"_s);
        QCOMPARE(visit->closeCode(), std::optional<int>(live::kCloseSessionEnded));
        QVERIFY(visit->isCutShort());
    }
    QVERIFY(bystander.isOpen());
    const QJsonObject body{{u"refresh_token"_s, person->session.refreshToken}};
    QCOMPARE(m_installation->second().call("POST", "/api/auth/refresh", {}, body).status, 401);
}

// Signed in anew right after all sessions ended, within the same second: the new one is no part of it.
void EndingsTest::theNextSessionIsGoodAtOnce()
{
    const auto person = m_installation->admit(u"quick"_s);
    QVERIFY(person);
    QVERIFY(m_installation->byOperator([](const store::OperatorScope &scope) -> Result<> {
        PULSE_CHECK(store::setTenantActive(scope, u"tenant-of-quick"_s, false));
        PULSE_CHECK(store::setTenantActive(scope, u"tenant-of-quick"_s, true));
        return {};
    }));
    const wire::Session anew = m_installation->first().signIn(u"quick"_s, Installation::password());
    QVERIFY(!anew.accessToken.isEmpty());
    const auto statusOf = [this](const QString &token) {
        return m_installation->second().call("GET", "/api/v2/devices", token.toLatin1()).status;
    };
    QVERIFY(spinUntil([&] { return statusOf(person->session.accessToken) == 401; }, 30s));
    QCOMPARE(statusOf(anew.accessToken), 200);
}

void EndingsTest::aServerThatStartsKnowsWhatWasRevoked()
{
    const auto person = m_installation->admit(u"early"_s);
    QVERIFY(person);
    m_installation->second().stop();
    QVERIFY(m_installation->byOperator(
        [](const store::OperatorScope &scope) { return store::setUserEnabled(scope, u"early"_s, false); }));
    QVERIFY(m_installation->restartSecond());
    const Answer answer = m_installation->second().call("GET", "/api/v2/devices", person->token());
    QCOMPARE(answer.status, 401);
    QCOMPARE(wire::problemFromAnswer(answer.status, answer.body).code, u"session_ended"_s);
}

// The broom takes what nobody needs, and a session's refresh tokens with it.
void EndingsTest::sessionsAreForgotten()
{
    const TestDatabase &database = m_installation->database();
    QVERIFY(m_installation->admit(u"old"_s));
    QVERIFY(database.execute(
        u"UPDATE auth_session SET ends_at = now() - interval '31 days' FROM user_account AS u "
        "WHERE u.user_key = auth_session.user_key AND u.login = 'old'"_s));
    QVERIFY(database.execute(u"UPDATE revocation SET until = now() - interval '2 hours'"_s));
    store::Connection connection({database.appConnInfo().toUtf8()});
    for (const auto &[what, age] : {std::pair{store::Memory::Sessions, std::chrono::hours{24 * 30}},
                                    std::pair{store::Memory::Revocations, std::chrono::hours{1}}}) {
        auto scope = store::SystemScope::begin(connection);
        QVERIFY(scope);
        const auto gone = store::forgetOlder(*scope, what, age, 1'000);
        QVERIFY2(gone && *gone >= 2, qPrintable(gone ? QString() : gone.error().what));
        QVERIFY(scope->commit());
    }
    QCOMPARE(*database.query(u"SELECT count(*) FROM refresh_session JOIN user_account USING (user_key) WHERE "
                             "login = 'old'"_s),
             QStringList{u"0"_s});
    QCOMPARE(*database.query(u"SELECT count(*) FROM revocation"_s), QStringList{u"0"_s});
}

PULSE_TEST_CASE(EndingsTest)
#include "endings_test.moc"
