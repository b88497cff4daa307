// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Whose tokens are good no longer: by session, by person, by tenant; and what a session id of somebody else's
// choosing means.
#include "auth/session_register.h"
#include "support/suite/fake_clock.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace pulse;
using namespace pulse::auth;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class RegisterTest : public QObject {
    Q_OBJECT

private slots:
    void aSessionEnds();
    void anothersSessionIdIsNoneOfOurs();
    void personsEndByTheMoment_data();
    void personsEndByTheMoment();
    void tenantsEndForOtherIssuersOnly();
    void theLaterMomentCounts();
    void isForgottenOnceNoTokenCanLive();
    void isCurrentForAWhile();
    void whoListensIsTold();

private:
    static Claims claims(const QString &issuer, const QString &session = {})
    {
        Claims claims;
        claims.issuer = issuer;
        claims.subject = u"ada"_s;
        claims.tenantId = u"acme"_s;
        claims.sessionId = session;
        return claims;
    }
    model::Revocation ofSession(const QString &id) const
    {
        model::Revocation revocation;
        revocation.sessionId = id;
        revocation.until = m_clock.now() + 900s;
        return revocation;
    }
    model::Revocation ofPerson(const QString &issuer, Instant before) const
    {
        model::Revocation revocation;
        revocation.issuer = issuer;
        revocation.subject = u"ada"_s;
        revocation.issuedBefore = before;
        revocation.until = m_clock.now() + 24h;
        return revocation;
    }

    test::FakeClock m_clock;
};

void RegisterTest::aSessionEnds()
{
    SessionRegister sessions(m_clock, {u"us"_s});
    const Claims mine = claims(u"us"_s, u"s-1"_s);
    QVERIFY(sessions.check(mine));
    sessions.add({ofSession(u"s-1"_s)});
    const auto ended = sessions.check(mine);
    QVERIFY(!ended);
    QCOMPARE(ended.error().code, u"session_ended"_s);
    QVERIFY(ended.error().kind == ErrorKind::Unauthenticated);
    QVERIFY(sessions.check(claims(u"us"_s, u"s-2"_s))); // signed in a moment later: another session
}

void RegisterTest::anothersSessionIdIsNoneOfOurs()
{
    SessionRegister sessions(m_clock, {u"us"_s});
    sessions.add({ofSession(u"s-1"_s)});
    QVERIFY(sessions.check(claims(u"them"_s, u"s-1"_s)));
    sessions.add({ofPerson(u"us"_s, m_clock.now())});
    QVERIFY(sessions.check(claims(u"us"_s, u"s-2"_s))); // ours end by their sessions alone
}

void RegisterTest::personsEndByTheMoment_data()
{
    QTest::addColumn<QString>("issuer");
    QTest::addColumn<int>("issuedAfterMs"); // after what the token's whole seconds say of the moment
    QTest::addColumn<bool>("isGood");
    QTest::newRow("long before") << u"them"_s << -60'000 << false;
    QTest::newRow("in the same second") << u"them"_s << 0 << false;
    QTest::newRow("in the next second") << u"them"_s << 1'000 << true;
    QTest::newRow("somebody of the same name elsewhere") << u"others"_s << -60'000 << true;
}

void RegisterTest::personsEndByTheMoment()
{
    QFETCH(QString, issuer);
    QFETCH(int, issuedAfterMs);
    QFETCH(bool, isGood);
    SessionRegister sessions(m_clock, {u"us"_s});
    const Instant second = std::chrono::floor<std::chrono::seconds>(m_clock.now());
    sessions.add({ofPerson(u"them"_s, second + 400ms)});
    Claims theirs = claims(issuer);
    theirs.issuedAt = second + std::chrono::milliseconds{issuedAfterMs};
    QCOMPARE(sessions.check(theirs).has_value(), isGood);
}

void RegisterTest::tenantsEndForOtherIssuersOnly()
{
    SessionRegister sessions(m_clock, {u"us"_s});
    model::Revocation revocation;
    revocation.tenantId = u"acme"_s;
    revocation.issuedBefore = m_clock.now();
    revocation.until = m_clock.now() + 24h;
    sessions.add({revocation});
    Claims theirs = claims(u"them"_s);
    theirs.issuedAt = m_clock.now() - 10s;
    QVERIFY(!sessions.check(theirs));
    theirs.tenantId = u"other"_s;
    QVERIFY(sessions.check(theirs));
    theirs.tenantId.clear(); // an operator's
    QVERIFY(sessions.check(theirs));
    QVERIFY(sessions.check(claims(u"us"_s, u"s-1"_s)));
}

void RegisterTest::theLaterMomentCounts()
{
    SessionRegister sessions(m_clock, {u"us"_s});
    Claims theirs = claims(u"them"_s);
    theirs.issuedAt = m_clock.now() - 5s;
    sessions.add({ofPerson(u"them"_s, m_clock.now()), ofPerson(u"them"_s, m_clock.now() - 60s)});
    QVERIFY(!sessions.check(theirs));
}

void RegisterTest::isForgottenOnceNoTokenCanLive()
{
    SessionRegister sessions(m_clock, {u"us"_s});
    sessions.add({ofSession(u"s-1"_s), ofPerson(u"them"_s, m_clock.now())});
    m_clock.advance(901s);
    sessions.add({ofSession(u"s-2"_s)});
    QCOMPARE(sessions.size(), 2); // s-2, and the person's
    m_clock.advance(25h);
    sessions.add({ofSession(u"s-3"_s)});
    QCOMPARE(sessions.size(), 1);
}

void RegisterTest::isCurrentForAWhile()
{
    SessionRegister sessions(m_clock, {u"us"_s, 10s});
    QVERIFY(!sessions.isCurrent());
    const auto now = SessionRegister::Steady::now();
    sessions.heard(now - 11s);
    QVERIFY(!sessions.isCurrent());
    const auto unknown = sessions.checkCurrent();
    QVERIFY(!unknown);
    QCOMPARE(unknown.error().code, u"revocations_unknown"_s);
    QVERIFY(unknown.error().kind == ErrorKind::Unavailable);
    sessions.heard(now);
    QVERIFY(sessions.isCurrent());
    sessions.heard(now - 11s); // said late
    QVERIFY(sessions.isCurrent());
    QVERIFY(sessions.checkCurrent());
}

void RegisterTest::whoListensIsTold()
{
    SessionRegister sessions(m_clock, {u"us"_s});
    int told = 0;
    bool hasEnded = false;
    sessions.setListener([&] {
        ++told;
        hasEnded = !sessions.check(claims(u"us"_s, u"s-1"_s));
    });
    sessions.add({});
    QCOMPARE(told, 0);
    sessions.add({ofSession(u"s-1"_s)});
    QCOMPARE(told, 1);
    QVERIFY(hasEnded);
}

PULSE_TEST_CASE(RegisterTest)
#include "register_test.moc"
