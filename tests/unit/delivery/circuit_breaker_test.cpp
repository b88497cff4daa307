// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// When an integration is left alone, and for how long.
#include "delivery/job/circuit_breaker.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace pulse;
using namespace pulse::delivery;
using model::CircuitState;
using Health = std::optional<model::IntegrationHealth>;

namespace {

constexpr double kEvenPick = 0.5;
const Instant kNow{std::chrono::hours{500'000}};
const Attempt kDelivered{.outcome = Outcome::Delivered};
const Attempt kFailed{.code = u"http_503"_s};
const Attempt kRefused{.outcome = Outcome::GiveUp, .code = u"http_400"_s};
const Attempt kStopped{.code = u"request_error:stopped"_s};

Streak streakOf(std::initializer_list<Attempt> attempts, Instant at = kNow)
{
    Streak streak;
    for (const Attempt &attempt : attempts)
        streak.add(attempt, at);
    return streak;
}

Health after(const Health &before, std::initializer_list<Attempt> attempts, Instant now = kNow)
{
    return healthAfter(before, streakOf(attempts, now), now, {.failures = 3}, kEvenPick);
}

} // namespace

class CircuitBreakerTest : public QObject {
    Q_OBJECT
private slots:
    void successIsNothingToTell();
    void opensAfterSomeInARow();
    void aSuccessBetweenEndsTheRow();
    void countsOverSeveralTurns();
    void whatEndsWhileItIsOpenDoesNotProlongIt();
    void aFailedProbeOpensItForTwiceAsLong();
    void neverLongerThanTheCap();
    void aProbeThatArrivesClosesIt();
    void aRefusalIsAnAnswer();
    void ourOwnEndSaysNothing();
    void retryAfterOpensAtOnce();
    void remembersSinceWhen();
};

void CircuitBreakerTest::successIsNothingToTell()
{
    QVERIFY(!after({}, {kDelivered}));
    QVERIFY(!after({}, {kFailed, kDelivered}));
}

void CircuitBreakerTest::opensAfterSomeInARow()
{
    const Health two = after({}, {kFailed, kFailed});
    QCOMPARE(two->circuit(kNow), CircuitState::Closed);
    const Health three = after({}, {kFailed, kFailed, kFailed});
    QCOMPARE(three->circuit(kNow), CircuitState::Open);
    QCOMPARE(*three->openUntil - kNow, std::chrono::microseconds(30s));
    QCOMPARE(three->circuit(kNow + 30s), CircuitState::HalfOpen);
    QCOMPARE(three->lastError, u"http_503"_s);
}

void CircuitBreakerTest::aSuccessBetweenEndsTheRow()
{
    const Health health = after({}, {kFailed, kFailed, kDelivered, kFailed});
    QCOMPARE(health->failures, 1);
    QCOMPARE(health->circuit(kNow), CircuitState::Closed);
}

void CircuitBreakerTest::countsOverSeveralTurns()
{
    Health health = after({}, {kFailed});
    health = after(health, {kFailed});
    QCOMPARE(health->circuit(kNow), CircuitState::Closed);
    QCOMPARE(after(health, {kFailed})->circuit(kNow), CircuitState::Open);
}

void CircuitBreakerTest::whatEndsWhileItIsOpenDoesNotProlongIt()
{
    const Health open = after({}, {kFailed, kFailed, kFailed});
    const Health later = after(open, {kFailed, kFailed}, kNow + 10s);
    QCOMPARE(later->openUntil, open->openUntil);
    QCOMPARE(later->openings, 1);
}

void CircuitBreakerTest::aFailedProbeOpensItForTwiceAsLong()
{
    const Health open = after({}, {kFailed, kFailed, kFailed});
    const Instant probed = kNow + 31s;
    const Health again = after(open, {kFailed}, probed);
    QCOMPARE(again->circuit(probed), CircuitState::Open);
    QCOMPARE(*again->openUntil - probed, std::chrono::microseconds(60s));
}

void CircuitBreakerTest::neverLongerThanTheCap()
{
    Health health;
    Instant now = kNow;
    for (int i = 0; i < 40; ++i) {
        health = after(health, {kFailed, kFailed, kFailed}, now);
        QVERIFY(*health->openUntil - now <= 5min);
        now = *health->openUntil;
    }
}

void CircuitBreakerTest::aProbeThatArrivesClosesIt()
{
    QVERIFY(!after(after({}, {kFailed, kFailed, kFailed}), {kDelivered}, kNow + 31s));
}

// It reads what we send: no reason to leave it alone, but nothing arrives either.
void CircuitBreakerTest::aRefusalIsAnAnswer()
{
    const Health refused = after(after({}, {kFailed, kFailed, kFailed}), {kRefused}, kNow + 31s);
    QCOMPARE(refused->circuit(kNow + 31s), CircuitState::Closed);
    QCOMPARE(refused->failures, 0);
    QCOMPARE(refused->failingSince, kNow);
    QCOMPARE(after({}, {kFailed, kFailed, kRefused, kFailed})->failures, 1);
    QCOMPARE(after(after({}, {kFailed, kFailed}), {kRefused, kFailed})->failures, 1);
}

void CircuitBreakerTest::ourOwnEndSaysNothing()
{
    QVERIFY(!after({}, {kStopped, kStopped, kStopped, kStopped}));
    const Health before = after({}, {kFailed});
    QCOMPARE(after(before, {kStopped})->failures, 1);
}

void CircuitBreakerTest::retryAfterOpensAtOnce()
{
    Attempt asking = kFailed;
    asking.retryAfter = 90s;
    QCOMPARE(*after({}, {asking})->openUntil - kNow, std::chrono::microseconds(90s));
    asking.retryAfter = 1'000h;
    QCOMPARE(*after({}, {asking})->openUntil - kNow, std::chrono::microseconds(24h));
    asking.retryAfter = 1s; // sooner than a circuit that opened by itself
    QCOMPARE(*after({}, {kFailed, kFailed, asking})->openUntil - kNow, std::chrono::microseconds(30s));
}

void CircuitBreakerTest::remembersSinceWhen()
{
    const Health first = after({}, {kFailed});
    const Health later = after(first, {kFailed}, kNow + 1h);
    QCOMPARE(later->failingSince, kNow);
    QCOMPARE(after(later, {kDelivered, kFailed}, kNow + 2h)->failingSince, kNow + 2h);
}

PULSE_TEST_CASE(CircuitBreakerTest)
#include "circuit_breaker_test.moc"
