// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The token bucket, and that nobody pays for our own backlog.
#include "ingest/rate_limit.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace pulse;
using namespace std::chrono_literals;
using ingest::RateLimit;
using ingest::TokenBucket;

class RateLimitTest : public QObject {
    Q_OBJECT
private slots:
    void startsFull();
    void refillsOverTimeUpToItsBurst();
    void aRefusalCostsNothing();
    void aClockThatStepsBackGivesNothingAndStopsNothing();
    void aLoweredBurstCountsAtOnce();
    void aStallGivesBeyondTheBurst();
    void stallCreditIsGivenOnce();
    void stallCreditIsKeptUntilUsed();
    void aBucketBornAfterAStallHasItsCredit();
    void aBucketMayBeBornWithoutIt();
    void creditIsThatOfADayAtMost();
    void whoAsksMayLeaveIt();

private:
    int takeAll(TokenBucket &bucket, Instant now, double stalled = 0, RateLimit limit = {}) const;
    const Instant m_noon{1'768'478'400s};
};

int RateLimitTest::takeAll(TokenBucket &bucket, Instant now, double stalled, RateLimit limit) const
{
    int taken = 0;
    while (taken < 100'000 && bucket.take(limit, now, stalled))
        ++taken;
    return taken;
}

void RateLimitTest::startsFull()
{
    TokenBucket bucket;
    QCOMPARE(takeAll(bucket, m_noon), 20);
    QCOMPARE(takeAll(bucket, m_noon), 0);
}

void RateLimitTest::refillsOverTimeUpToItsBurst()
{
    TokenBucket bucket;
    QCOMPARE(takeAll(bucket, m_noon), 20);
    QCOMPARE(takeAll(bucket, m_noon + 199ms), 0);
    QCOMPARE(takeAll(bucket, m_noon + 200ms), 1);
    QCOMPARE(takeAll(bucket, m_noon + 2'200ms), 10);
    QCOMPARE(takeAll(bucket, m_noon + 1h), 20);
}

void RateLimitTest::aRefusalCostsNothing()
{
    TokenBucket bucket;
    takeAll(bucket, m_noon);
    for (int i = 1; i <= 100; ++i)
        QVERIFY(!bucket.take({}, m_noon + i * 1ms, 0));
    QVERIFY(bucket.take({}, m_noon + 200ms, 0));
}

void RateLimitTest::aClockThatStepsBackGivesNothingAndStopsNothing()
{
    TokenBucket bucket;
    takeAll(bucket, m_noon);
    QVERIFY(!bucket.take({}, m_noon - 1h, 0));
    QVERIFY(bucket.take({}, m_noon - 1h + 200ms, 0)); // not only once it is noon again
    QCOMPARE(takeAll(bucket, m_noon, 0), 20); // and then at most a burst
}

void RateLimitTest::aLoweredBurstCountsAtOnce()
{
    TokenBucket bucket;
    QVERIFY(bucket.take({5, 1'000'000}, m_noon, 0));
    QCOMPARE(takeAll(bucket, m_noon, 0, {5, 2}), 2);
}

void RateLimitTest::aStallGivesBeyondTheBurst()
{
    TokenBucket bucket;
    QCOMPARE(takeAll(bucket, m_noon, 0), 20);
    QCOMPARE(takeAll(bucket, m_noon + 60s, 60), 20 + 60 * 5);
}

void RateLimitTest::stallCreditIsGivenOnce()
{
    TokenBucket bucket;
    takeAll(bucket, m_noon, 0);
    takeAll(bucket, m_noon + 60s, 60);
    QCOMPARE(takeAll(bucket, m_noon + 60s, 60), 0);
    QCOMPARE(takeAll(bucket, m_noon + 61s, 60), 5);
}

void RateLimitTest::stallCreditIsKeptUntilUsed()
{
    TokenBucket bucket;
    QVERIFY(bucket.take({}, m_noon, 0));
    for (int i = 0; i < 30; ++i)
        QVERIFY(bucket.take({}, m_noon + 60s, 60)); // 20, then 10 of the 300
    QCOMPARE(takeAll(bucket, m_noon + 1h, 60), 20 + 290);
}

// A server that takes over has fresh buckets, and the backlog of the outage before it.
void RateLimitTest::aBucketBornAfterAStallHasItsCredit()
{
    TokenBucket bucket;
    QCOMPARE(takeAll(bucket, m_noon, 60), 20 + 60 * 5);
    QCOMPARE(takeAll(bucket, m_noon, 60), 0);
}

void RateLimitTest::aBucketMayBeBornWithoutIt()
{
    TokenBucket bucket(60);
    QCOMPARE(takeAll(bucket, m_noon, 61), 20 + 5);
}

void RateLimitTest::creditIsThatOfADayAtMost()
{
    const RateLimit slow{0.001, 1};
    TokenBucket bucket;
    QCOMPARE(takeAll(bucket, m_noon, 1e9, slow), 1 + 86);
}

void RateLimitTest::whoAsksMayLeaveIt()
{
    TokenBucket bucket;
    for (int i = 0; i < 100; ++i)
        QVERIFY(bucket.fill({}, m_noon, 0));
    QCOMPARE(takeAll(bucket, m_noon), 20);
}

PULSE_TEST_CASE(RateLimitTest)
#include "rate_limit_test.moc"
