// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The queue between two threads: its bound, its end, and that nothing is lost or doubled on the way.
#include "base/bounded_queue.h"
#include "support/suite/test_case.h"

#include <QTest>
#include <memory>
#include <thread>

using namespace pulse;
using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

class BoundedQueueTest : public QObject {
    Q_OBJECT
private slots:
    void refusesBeyondItsBoundAndLeavesTheItem();
    void takesInOrderAndNoMoreThanAsked();
    void anEmptyQueueWaitsForItsDeadline();
    void aPastDeadlineTakesWhatIsThere();
    void closeRefusesPushesAndLetsPopsDrain();
    void closeEndsAWait();
    void wakeEndsOneWait();
    void wakeBeforeTheWaitCounts();
    void drainHandsOverWhatWasQueued();
    void pushFromTakesWhatThereIsRoomForAndLeavesTheRest();
    void pushFromAClosedQueueLeavesAll();
    void orderSurvivesPartialTakes();
    void nothingIsLostAcrossThreads();
};

void BoundedQueueTest::refusesBeyondItsBoundAndLeavesTheItem()
{
    BoundedQueue<std::unique_ptr<int>> queue(1);
    auto first = std::make_unique<int>(1);
    auto second = std::make_unique<int>(2);
    QVERIFY(queue.tryPush(first));
    QVERIFY(!first);
    QVERIFY(!queue.tryPush(second));
    QVERIFY(second);
    QCOMPARE(*second, 2);
    QCOMPARE(queue.size(), size_t{1});
}

void BoundedQueueTest::takesInOrderAndNoMoreThanAsked()
{
    BoundedQueue<int> queue(10);
    for (int i = 1; i <= 5; ++i)
        QVERIFY(queue.tryPush(i));
    QCOMPARE(queue.takeUntil(Steady::now(), 3), (std::vector<int>{1, 2, 3}));
    QCOMPARE(queue.takeUntil(Steady::now(), 3), (std::vector<int>{4, 5}));
    QCOMPARE(queue.size(), size_t{0});
}

void BoundedQueueTest::anEmptyQueueWaitsForItsDeadline()
{
    BoundedQueue<int> queue(1);
    const auto deadline = Steady::now() + 20ms;
    QVERIFY(queue.takeUntil(deadline, 1).empty());
    QVERIFY(Steady::now() >= deadline);
}

void BoundedQueueTest::aPastDeadlineTakesWhatIsThere()
{
    BoundedQueue<int> queue(1);
    int one = 1;
    QVERIFY(queue.tryPush(one));
    QCOMPARE(queue.takeUntil(Steady::now() - 1h, 5), std::vector<int>{1});
}

void BoundedQueueTest::closeRefusesPushesAndLetsPopsDrain()
{
    BoundedQueue<int> queue(2);
    int one = 1;
    QVERIFY(queue.tryPush(one));
    queue.close();
    QVERIFY(queue.isClosed());
    QVERIFY(!queue.tryPush(one));
    QCOMPARE(queue.takeUntil(Steady::now() + 1h, 5), std::vector<int>{1});
    QVERIFY(queue.takeUntil(Steady::now() + 1h, 5).empty()); // at once: it is closed
}

void BoundedQueueTest::closeEndsAWait()
{
    BoundedQueue<int> queue(1);
    std::thread closer([&queue] { queue.close(); });
    QVERIFY(queue.takeUntil(Steady::now() + 1h, 1).empty());
    closer.join();
}

void BoundedQueueTest::wakeEndsOneWait()
{
    BoundedQueue<int> queue(1);
    std::thread waker([&queue] { queue.wake(); });
    QVERIFY(queue.takeUntil(Steady::now() + 1h, 1).empty());
    waker.join();
    const auto deadline = Steady::now() + 10ms;
    QVERIFY(queue.takeUntil(deadline, 1).empty());
    QVERIFY(Steady::now() >= deadline);
}

void BoundedQueueTest::wakeBeforeTheWaitCounts()
{
    BoundedQueue<int> queue(1);
    queue.wake();
    QVERIFY(queue.takeUntil(Steady::now() + 1h, 1).empty());
}

void BoundedQueueTest::drainHandsOverWhatWasQueued()
{
    BoundedQueue<int> queue(2);
    int one = 1;
    QVERIFY(queue.tryPush(one));
    QCOMPARE(queue.drain(), std::vector<int>{1});
    QCOMPARE(queue.size(), size_t{0});
    QVERIFY(queue.tryPush(one));
}

void BoundedQueueTest::pushFromTakesWhatThereIsRoomForAndLeavesTheRest()
{
    BoundedQueue<int> queue(3);
    std::vector<int> items{1, 2, 3, 4, 5};
    queue.pushFrom(items);
    QCOMPARE(items, (std::vector<int>{4, 5}));
    QCOMPARE(queue.takeUntil(Steady::now(), 2), (std::vector<int>{1, 2}));
    queue.pushFrom(items);
    QVERIFY(items.empty());
    QCOMPARE(queue.takeUntil(Steady::now(), 9), (std::vector<int>{3, 4, 5}));
}

void BoundedQueueTest::pushFromAClosedQueueLeavesAll()
{
    BoundedQueue<int> queue(3);
    queue.close();
    std::vector<int> items{1, 2};
    queue.pushFrom(items);
    QCOMPARE(items, (std::vector<int>{1, 2}));
}

void BoundedQueueTest::orderSurvivesPartialTakes()
{
    BoundedQueue<int> queue(100);
    int next = 0;
    int expected = 0;
    for (int round = 0; round < 50; ++round) {
        for (int i = 0; i < 7; ++i) {
            int item = next++;
            if (!queue.tryPush(item))
                --next;
        }
        for (const int item : queue.takeUntil(Steady::now(), 1 + static_cast<size_t>(round % 9)))
            QCOMPARE(item, expected++);
    }
    for (const int item : queue.drain())
        QCOMPARE(item, expected++);
    QCOMPARE(expected, next);
    QCOMPARE(queue.size(), size_t{0});
}

void BoundedQueueTest::nothingIsLostAcrossThreads()
{
    constexpr int kProducers = 3;
    constexpr int kEach = 5'000;
    BoundedQueue<int> queue(7);
    std::vector<std::thread> producers;
    for (int producer = 0; producer < kProducers; ++producer) {
        producers.emplace_back([&queue, producer] {
            for (int i = 0; i < kEach; ++i) {
                int item = producer * kEach + i;
                while (!queue.tryPush(item))
                    std::this_thread::yield();
            }
        });
    }
    std::vector<int> last(kProducers, -1);
    int total = 0;
    size_t most = 0;
    while (total < kProducers * kEach) {
        most = std::max(most, queue.size());
        for (const int item : queue.takeUntil(Steady::now() + 10s, 5)) {
            const auto producer = static_cast<size_t>(item / kEach);
            QCOMPARE(item % kEach, last[producer] + 1); // in order, none missing, none twice
            last[producer] = item % kEach;
            ++total;
        }
    }
    for (std::thread &producer : producers)
        producer.join();
    QVERIFY(most <= 7);
    QCOMPARE(queue.size(), size_t{0});
}

PULSE_TEST_CASE(BoundedQueueTest)
#include "bounded_queue_test.moc"
