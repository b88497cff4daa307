// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// From the order of device times back to the order of arrival, holding a window of readings and no more.
#include "rules/arrival_order.h"
#include "rules/evaluator.h"
#include "support/suite/noon.h"
#include "support/suite/test_case.h"

#include <QRandomGenerator>
#include <QTest>
#include <algorithm>

using namespace pulse;
using namespace std::chrono_literals;
using model::StoredReading;
using pulse::test::kNoon;
using rules::ArrivalOrder;

namespace {

StoredReading reading(std::chrono::microseconds ts, std::chrono::microseconds receivedAt)
{
    StoredReading stored;
    stored.ts = kNoon + ts;
    stored.receivedAt = kNoon + receivedAt;
    return stored;
}

std::vector<std::chrono::microseconds> arrivals(ArrivalOrder &order)
{
    std::vector<std::chrono::microseconds> times;
    while (const auto next = order.pop())
        times.push_back(next->receivedAt - kNoon);
    return times;
}

} // namespace

class ArrivalOrderTest : public QObject {
    Q_OBJECT
private slots:
    void waitsForWhatMayHaveComeBefore();
    void whatArrivedTogetherGoesByItsOwnTime();
    void isBounded();
    void theTimesOfAClockThatWasSetBackComeTwice();
    void whateverWasEvaluatedFitsTheWindow_data();
    void whateverWasEvaluatedFitsTheWindow();
};

void ArrivalOrderTest::waitsForWhatMayHaveComeBefore()
{
    ArrivalOrder order(10s);
    order.push(reading(0s, 5s));
    order.push(reading(3s, 3s));
    QVERIFY(!order.pop());
    order.push(reading(13s, 13s));
    QVERIFY(!order.pop()); // one of 13 s may follow, and have come at 2 s
    order.push(reading(14s, 14s));
    QCOMPARE(arrivals(order), (std::vector<std::chrono::microseconds>{3s, 5s}));
    order.end();
    QCOMPARE(arrivals(order), (std::vector<std::chrono::microseconds>{13s, 14s}));
    QVERIFY(!order.pop());
}

void ArrivalOrderTest::whatArrivedTogetherGoesByItsOwnTime()
{
    ArrivalOrder order(10s);
    for (const auto ts : {1s, 2s, 3s})
        order.push(reading(ts, 5s));
    order.end();
    for (const auto ts : {1s, 2s, 3s})
        QVERIFY(order.pop()->ts == kNoon + ts);
}

void ArrivalOrderTest::isBounded()
{
    ArrivalOrder order(24h * 365);
    for (size_t i = 0; i < ArrivalOrder::kMost + 10; ++i)
        order.push(reading(std::chrono::microseconds(i), 1h - std::chrono::microseconds(i)));
    QCOMPARE(arrivals(order).size(), size_t{11}); // until fewer than the bound are held
}

void ArrivalOrderTest::theTimesOfAClockThatWasSetBackComeTwice()
{
    ArrivalOrder order(600s);
    for (auto ts = 0s; ts < 3600s; ts += 60s) { // found by ts: before the step, and after it
        order.push(reading(ts, ts));
        order.push(reading(ts, ts + 3600s));
    }
    std::vector<std::chrono::microseconds> found = arrivals(order);
    for (auto ts = 3600s; ts < 10'000s; ts += 60s) {
        order.push(reading(ts, ts + 3600s));
        const auto some = arrivals(order);
        found.insert(found.end(), some.begin(), some.end());
    }
    QVERIFY(found.size() > 80); // it does not wait for the end
    order.end();
    const auto rest = arrivals(order);
    found.insert(found.end(), rest.begin(), rest.end());
    QVERIFY(std::is_sorted(found.begin(), found.end()));
}

void ArrivalOrderTest::whateverWasEvaluatedFitsTheWindow_data()
{
    QTest::addColumn<int>("seed");
    for (int seed = 0; seed < 50; ++seed)
        QTest::addRow("seed %d", seed) << seed;
}

// A device with a bad clock and a bad link: whatever it sends, those of its readings that were evaluated come
// back in order.
void ArrivalOrderTest::whateverWasEvaluatedFitsTheWindow()
{
    QFETCH(int, seed);
    constexpr auto kLateAfter = 300s;
    constexpr auto kFutureAccept = 300s;
    QRandomGenerator random(static_cast<quint32>(seed));
    std::optional<Instant> lastTs;
    std::vector<StoredReading> evaluated;
    Instant now = kNoon;
    for (int i = 0; i < 2000; ++i) {
        now += std::chrono::milliseconds(random.bounded(1, 40'000));
        model::Reading next;
        next.receivedAt = now;
        const int offset = random.bounded(4) == 0 ? random.bounded(-7'200, 301) : random.bounded(-600, 301);
        next.ts = now + std::chrono::seconds(offset);
        Q_ASSERT(next.ts <= now + kFutureAccept);
        if (rules::isLate(next, lastTs, kLateAfter))
            continue;
        lastTs = std::min(next.ts, next.receivedAt);
        evaluated.push_back(reading(next.ts - kNoon, next.receivedAt - kNoon));
    }
    QVERIFY(evaluated.size() > 500);
    std::vector<StoredReading> stored = evaluated;
    std::sort(stored.begin(), stored.end(), [](const auto &a, const auto &b) { return a.ts < b.ts; });
    ArrivalOrder order(kLateAfter + kFutureAccept);
    std::vector<std::chrono::microseconds> found;
    const auto take = [&] {
        const auto some = arrivals(order);
        found.insert(found.end(), some.begin(), some.end());
    };
    for (const StoredReading &one : stored) {
        order.push(one);
        take();
    }
    order.end();
    take();
    std::vector<std::chrono::microseconds> expected;
    for (const StoredReading &one : evaluated)
        expected.push_back(one.receivedAt - kNoon);
    QCOMPARE(found, expected);
}

PULSE_TEST_CASE(ArrivalOrderTest)
#include "arrival_order_test.moc"
