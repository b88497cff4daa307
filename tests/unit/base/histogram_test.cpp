// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Counting values into buckets, from several threads.
#include "base/histogram.h"
#include "support/suite/test_case.h"

#include <QTest>
#include <thread>

using namespace pulse;

class HistogramTest : public QObject {
    Q_OBJECT
private slots:
    void beginsEmpty();
    void aValueOnTheBoundIsInItsBucket();
    void beyondTheLastBoundIsTheLastBucket();
    void nothingIsLostBetweenThreads();
};

void HistogramTest::beginsEmpty()
{
    const Histogram histogram{1, 2};
    QVERIFY(histogram.counts() == (HistogramCounts{{1, 2}, {0, 0, 0}, 0}));
}

void HistogramTest::aValueOnTheBoundIsInItsBucket()
{
    Histogram histogram{0.1, 1, 10};
    for (const double value : {-5.0, 0.1, 0.11, 1.0, 9.5})
        histogram.observe(value);
    const HistogramCounts counts = histogram.counts();
    QVERIFY(counts.counts == (std::vector<std::uint64_t>{2, 2, 1, 0}));
    QCOMPARE(counts.sum, -5.0 + 0.1 + 0.11 + 1.0 + 9.5);
}

void HistogramTest::beyondTheLastBoundIsTheLastBucket()
{
    Histogram histogram{1};
    histogram.observe(1.0001);
    histogram.observe(1e300);
    QVERIFY(histogram.counts().counts == (std::vector<std::uint64_t>{0, 2}));
}

void HistogramTest::nothingIsLostBetweenThreads()
{
    Histogram histogram{1, 2};
    const auto observe = [&histogram] {
        for (int i = 0; i < 20'000; ++i)
            histogram.observe(i % 2 == 0 ? 1 : 3);
    };
    std::thread other(observe);
    observe();
    other.join();
    QVERIFY(histogram.counts() == (HistogramCounts{{1, 2}, {20'000, 0, 20'000}, 80'000}));
}

PULSE_TEST_CASE(HistogramTest)
#include "histogram_test.moc"
