// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The token bucket, and that nobody pays for our own backlog.
#include "ingest/rate_limit.h"
#include "support/test_case.h"

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
    void aClockThatStepsBackGivesNothing();
    void aStallGivesBeyondTheBurst();
    void stallCreditIsGivenOnce();
    void stallCreditIsKeptUntilUsed();
    void aBucketBornAfterAStallHasItsCredit();

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

void RateLimitTest::aClockThatStepsBackGivesNothing()
{
    TokenBucket bucket;
    takeAll(bucket, m_noon);
    QVERIFY(!bucket.take({}, m_noon - 1h, 0));
    QVERIFY(!bucket.take({}, m_noon, 0)); // the hour is not counted twice
    QVERIFY(bucket.take({}, m_noon + 200ms, 0));
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
    QVERIFY(bucket.take({}, m_noon + 60s, 60)); // 20 + 300, less this one
    QCOMPARE(takeAll(bucket, m_noon + 1h, 60), 319);
}

// A server that takes over has fresh buckets, and the backlog of the outage before it.
void RateLimitTest::aBucketBornAfterAStallHasItsCredit()
{
    TokenBucket bucket;
    QCOMPARE(takeAll(bucket, m_noon, 60), 20 + 60 * 5);
    QCOMPARE(takeAll(bucket, m_noon, 60), 0);
}

PULSE_TEST_CASE(RateLimitTest)
#include "rate_limit_test.moc"
