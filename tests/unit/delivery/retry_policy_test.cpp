// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// When the next attempt is, as a table.
#include "delivery/retry_policy.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace pulse::delivery;
using std::chrono::milliseconds;

namespace {

constexpr double kNoJitter = 0.5;

Attempt attemptOf(Outcome outcome, std::optional<milliseconds> retryAfter = {})
{
    return {.outcome = outcome, .retryAfter = retryAfter};
}

} // namespace

class RetryPolicyTest : public QObject {
    Q_OBJECT
private slots:
    void doublesUpToTheLastAttempt();
    void neverExceedsTheCap();
    void jittersByAFifth();
    void endsAreEnds();
    void honoursRetryAfter_data();
    void honoursRetryAfter();
    void wordsTheError();
};

void RetryPolicyTest::doublesUpToTheLastAttempt()
{
    const RetryPolicy policy;
    const Attempt failed = attemptOf(Outcome::RetryLater);
    QCOMPARE(policy.nextDelay(failed, 1, kNoJitter), milliseconds(30s));
    QCOMPARE(policy.nextDelay(failed, 2, kNoJitter), milliseconds(60s));
    QCOMPARE(policy.nextDelay(failed, 3, kNoJitter), milliseconds(120s));
    QCOMPARE(policy.nextDelay(failed, 4, kNoJitter), milliseconds(240s));
    QVERIFY(!policy.nextDelay(failed, 5, kNoJitter));
    QVERIFY(!policy.nextDelay(failed, 6, kNoJitter));
}

void RetryPolicyTest::neverExceedsTheCap()
{
    const RetryPolicy policy{.maxAttempts = 100};
    QCOMPARE(policy.nextDelay(attemptOf(Outcome::RetryLater), 9, kNoJitter), milliseconds(2h));
    QCOMPARE(policy.nextDelay(attemptOf(Outcome::RetryLater), 99, kNoJitter), milliseconds(2h));
}

void RetryPolicyTest::jittersByAFifth()
{
    const RetryPolicy policy;
    QCOMPARE(policy.nextDelay(attemptOf(Outcome::RetryLater), 1, 0.0), milliseconds(24s));
    QCOMPARE(policy.nextDelay(attemptOf(Outcome::RetryLater), 1, 0.75), milliseconds(33s));
}

void RetryPolicyTest::endsAreEnds()
{
    QVERIFY(!RetryPolicy().nextDelay(attemptOf(Outcome::Delivered), 1, kNoJitter));
    QVERIFY(!RetryPolicy().nextDelay(attemptOf(Outcome::GiveUp), 1, kNoJitter));
    QVERIFY(!RetryPolicy().nextDelay(attemptOf(Outcome::GiveUp, 10s), 1, kNoJitter));
}

void RetryPolicyTest::honoursRetryAfter_data()
{
    QTest::addColumn<milliseconds>("asked");
    QTest::addColumn<milliseconds>("expected");
    QTest::newRow("sooner than our own: our own") << milliseconds(1s) << milliseconds(30s);
    QTest::newRow("later") << milliseconds(90s) << milliseconds(90s);
    QTest::newRow("beyond the cap: the cap") << milliseconds(24h) << milliseconds(2h);
}

void RetryPolicyTest::honoursRetryAfter()
{
    QFETCH(milliseconds, asked);
    QFETCH(milliseconds, expected);
    QCOMPARE(RetryPolicy().nextDelay(attemptOf(Outcome::RetryLater, asked), 1, kNoJitter), expected);
    QVERIFY(!RetryPolicy().nextDelay(attemptOf(Outcome::RetryLater, asked), 5, kNoJitter));
}

void RetryPolicyTest::wordsTheError()
{
    QCOMPARE(Attempt{.outcome = Outcome::Delivered}.error(), QString());
    QCOMPARE((Attempt{.status = 503, .code = u"http_503"_s}.error()), u"http_503"_s);
    QCOMPARE((Attempt{.code = u"http_503"_s, .detail = u"later"_s}.error()), u"http_503: later"_s);
}

QTEST_APPLESS_MAIN(RetryPolicyTest)
#include "retry_policy_test.moc"
