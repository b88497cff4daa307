// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The parts of auth that are tables and arithmetic: who may call what, how often, and what a password hash
// accepts.
#include "auth/access_policy.h"
#include "auth/attempt_limiter.h"
#include "auth/password.h"
#include "auth/password_policy.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace pulse;
using namespace pulse::auth;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using model::Role;
using wire::Access;

class PolicyTest : public QObject {
    Q_OBJECT

private slots:
    void admission_data();
    void admission();
    void limitsWithinAWindow();
    void theWindowSlides();
    void waitingAsToldIsEnough_data();
    void waitingAsToldIsEnough();
    void saysHowManyCount();
    void takesBackWhatWasNone();
    void forgettingStartsAnew();
    void memoryIsBounded();
    void zeroMeansNoLimit();
    void passwords();
    void chosenPasswords_data();
    void chosenPasswords();
};

void PolicyTest::admission_data()
{
    QTest::addColumn<int>("access");
    QTest::addColumn<QString>("allowed"); // of: nobody, viewer, admin, operator, operator admin
    QTest::newRow("public") << int(Access::Public) << u"nvaoO"_s;
    QTest::newRow("signed in") << int(Access::SignedIn) << u"vaoO"_s;
    QTest::newRow("customer") << int(Access::Customer) << u"va"_s;
    QTest::newRow("customer admin") << int(Access::CustomerAdmin) << u"a"_s;
    QTest::newRow("operator") << int(Access::Operator) << u"oO"_s;
    QTest::newRow("operator admin") << int(Access::OperatorAdmin) << u"O"_s;
    QTest::newRow("metrics") << int(Access::Metrics) << u"oO"_s;
}

void PolicyTest::admission()
{
    QFETCH(int, access);
    QFETCH(QString, allowed);
    const std::vector<std::pair<QChar, std::optional<Role>>> callers{{u'n', std::nullopt},
                                                                     {u'v', Role::CustomerViewer},
                                                                     {u'a', Role::CustomerAdmin},
                                                                     {u'o', Role::Operator},
                                                                     {u'O', Role::OperatorAdmin}};
    for (const auto &[letter, role] : callers) {
        const Admission otherwise = role ? Admission::Forbidden : Admission::Unauthenticated;
        const Admission expected = allowed.contains(letter) ? Admission::Allowed : otherwise;
        QVERIFY2(admit(static_cast<Access>(access), role) == expected, qPrintable(QString(letter)));
    }
}

void PolicyTest::limitsWithinAWindow()
{
    AttemptLimiter limiter({3, 60s});
    const Instant start{1'800'000'000s}; // the beginning of a window
    for (int i = 0; i < 3; ++i)
        QCOMPARE(limiter.attempt("a", start + 1s), 0s);
    QVERIFY(limiter.attempt("a", start + 1s) > 0s);
    QCOMPARE(limiter.attempt("b", start + 1s), 0s);
}

void PolicyTest::theWindowSlides()
{
    AttemptLimiter limiter({4, 60s});
    const Instant start{1'800'000'000s};
    for (int i = 0; i < 4; ++i)
        QCOMPARE(limiter.attempt("a", start + 59s), 0s);
    QVERIFY(limiter.attempt("a", start + 61s) > 0s); // a fixed window would let four more through
    QCOMPARE(limiter.attempt("a", start + 80s), 0s); // a third of the four has slid out
    QCOMPARE(limiter.attempt("a", start + 240s), 0s);
}

void PolicyTest::waitingAsToldIsEnough_data()
{
    QTest::addColumn<int>("most");
    QTest::newRow("one") << 1;
    QTest::newRow("two") << 2;
    QTest::newRow("seven") << 7;
}

void PolicyTest::waitingAsToldIsEnough()
{
    QFETCH(int, most);
    AttemptLimiter limiter({most, 60s});
    Instant now{1'800'000'017s};
    int allowed = 0;
    for (int i = 0; i < 200; ++i) {
        const auto wait = limiter.attempt("a", now);
        if (wait == 0s) {
            ++allowed;
            now += 1s;
            continue;
        }
        now += wait;
        QCOMPARE(limiter.attempt("a", now), 0s);
        ++allowed;
    }
    QVERIFY(allowed >= 200 / 2);
}

void PolicyTest::saysHowManyCount()
{
    AttemptLimiter limiter({4, 60s});
    const Instant start{1'800'000'000s};
    QCOMPARE(limiter.counted("a", start), 0);
    for (int i = 0; i < 6; ++i)
        limiter.attempt("a", start + 59s); // two are refused
    QCOMPARE(limiter.counted("a", start + 59s), 4);
    QCOMPARE(limiter.counted("a", start + 90s), 2);
    QCOMPARE(limiter.counted("a", start + 240s), 0);
    QCOMPARE(limiter.counted("b", start), 0);
}

void PolicyTest::takesBackWhatWasNone()
{
    AttemptLimiter limiter({1, 60s});
    const Instant start{1'800'000'000s};
    for (int i = 0; i < 3; ++i) {
        QCOMPARE(limiter.attempt("a", start), 0s);
        limiter.takeBack("a");
    }
    limiter.takeBack("a"); // there is none
    limiter.takeBack("nobody");
    QCOMPARE(limiter.attempt("a", start), 0s);
    QVERIFY(limiter.attempt("a", start) > 0s);
    QVERIFY(limiter.attempt("a", start + 61s) > 0s); // of the window before
    limiter.takeBack("a");
    QCOMPARE(limiter.attempt("a", start + 61s), 0s);
}

void PolicyTest::forgettingStartsAnew()
{
    AttemptLimiter limiter({1, 60s});
    const Instant now{1'800'000'000s};
    QCOMPARE(limiter.attempt("a", now), 0s);
    QVERIFY(limiter.attempt("a", now) > 0s);
    limiter.forget("a");
    limiter.forget("nobody");
    QCOMPARE(limiter.attempt("a", now), 0s);
}

void PolicyTest::memoryIsBounded()
{
    AttemptLimiter limiter({1, 60s, 100});
    const Instant now{1'800'000'000s};
    for (int i = 0; i < 10'000; ++i)
        QCOMPARE(limiter.attempt(QByteArray::number(i), now), 0s);
    QCOMPARE(limiter.size(), 100);
    QVERIFY(limiter.attempt("9999", now) > 0s);
    QCOMPARE(limiter.attempt("0", now), 0s); // left long ago
}

void PolicyTest::zeroMeansNoLimit()
{
    AttemptLimiter limiter({0, 60s});
    for (int i = 0; i < 1000; ++i)
        QCOMPARE(limiter.attempt("a", Instant{}), 0s);
    QCOMPARE(limiter.size(), 0);
}

void PolicyTest::passwords()
{
    QVERIFY(!hashPassword(QString(513, u'x')));
    const auto hash = hashPassword(u"correct horse ü"_s);
    QVERIFY(hash);
    QVERIFY(hash->startsWith(u"$argon2id$v=19$m=65536,t=2,p=1$"_s));
    QVERIFY(isPassword(u"correct horse ü"_s, *hash));
    QVERIFY(!isPassword(u"correct horse u"_s, *hash));
    QVERIFY(!isPassword(QString(), *hash));
    QVERIFY(!isPassword(u"anything"_s, QString()));
    QVERIFY(!isPassword(u"anything"_s, u"$1$md5"_s));
    QVERIFY(!pretendToVerify(u"anything"_s));
}

void PolicyTest::chosenPasswords_data()
{
    QTest::addColumn<QString>("password");
    QTest::addColumn<bool>("isTaken");
    const auto row = [](const char *name, const QString &password, bool isTaken) {
        QTest::newRow(name) << password << isTaken;
    };
    row("eleven characters", u"kvarg-tolum"_s, false);
    row("twelve characters", u"kvarg-tolum!"_s, true);
    row("any script", u"съешь же ещё этих"_s, true);
    row("spaces", u"four wild geese flew north"_s, true);
    row("a common one", u"passwordpassword"_s, false);
    row("in capitals", u"PasswordPassword"_s, false);
    row("with digits behind", u"Password2026!!"_s, false);
    row("a walk over the keyboard", u"1qaz2wsx3edc"_s, false);
    row("digits in order", u"123456789012"_s, false);
    row("one character", u"aaaaaaaaaaaaa"_s, false);
    row("from a comic", u"correct horse battery staple"_s, false);
    row("513 bytes", QString(513, u'x'), false);
}

void PolicyTest::chosenPasswords()
{
    QFETCH(QString, password);
    QFETCH(bool, isTaken);
    const auto checked = checkPassword(u"new_password"_s, password);
    QCOMPARE(checked.has_value(), isTaken);
    if (!isTaken)
        QCOMPARE(checked.error().field, u"new_password"_s);
}

PULSE_TEST_CASE(PolicyTest)
#include "policy_test.moc"
