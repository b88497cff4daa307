// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The stretches of a chart. That they are PostgreSQL's own is held by tests of store.
#include "model/telemetry_buckets.h"
#include "support/suite/test_case.h"

#include <QTest>
#include <limits>

using namespace pulse;
using namespace pulse::model;
using namespace std::chrono_literals;

namespace {

constexpr Instant kBegin{1'768'478'400s};

void add(TelemetryBuckets &buckets, std::chrono::microseconds after, std::vector<MetricValue> metrics)
{
    std::vector<MetricCode> codes;
    for (const MetricValue &value : metrics)
        codes.push_back(value.code);
    buckets.add(kBegin + after, codes, [&metrics](size_t i) { return metrics[i].value; });
}

} // namespace

class TelemetryBucketsTest : public QObject {
    Q_OBJECT
private slots:
    void leastMeanAndGreatestOfEachStretch();
    void metricsThatComeAndGoKeepTheirOwnSeries();
    void onlyTheOneAskedFor();
    void valuesAtTheEndOfTheRangeHaveAMean();
    void nothingIsNothing();
};

void TelemetryBucketsTest::leastMeanAndGreatestOfEachStretch()
{
    TelemetryBuckets buckets(kBegin, 10s);
    add(buckets, 0s, {{{4}, 1}});
    add(buckets, 9'999'999us, {{{4}, 4}});
    add(buckets, 10s, {{{4}, -2}}); // the next stretch begins
    add(buckets, 35s, {{{4}, 7}}); // one without values is left out
    QCOMPARE(buckets.count(), size_t{3});
    const auto series = buckets.finish();
    QCOMPARE(series.size(), size_t{1});
    const auto &all = series[0].buckets;
    QCOMPARE(all.size(), 3);
    QVERIFY(all[0].timestamp == kBegin && all[1].timestamp == kBegin + 10s
            && all[2].timestamp == kBegin + 30s);
    QCOMPARE(all[0].min, 1.0);
    QCOMPARE(all[0].avg, 2.5);
    QCOMPARE(all[0].max, 4.0);
    QCOMPARE(all[0].count, 2);
    QCOMPARE(all[1].avg, -2.0);
}

void TelemetryBucketsTest::metricsThatComeAndGoKeepTheirOwnSeries()
{
    TelemetryBuckets buckets(kBegin, 1min);
    add(buckets, 0s, {{{8}, 1}, {{12}, 2}});
    add(buckets, 1s, {{{12}, 4}});
    add(buckets, 2s, {{{5}, 9}, {{9}, 3}}); // in another kind it is the same metric
    const auto series = buckets.finish();
    QCOMPARE(series.size(), size_t{3});
    QCOMPARE(series[0].metric, MetricKey{1});
    QCOMPARE(series[0].buckets[0].avg, 9.0);
    QCOMPARE(series[1].buckets[0].avg, 2.0);
    QCOMPARE(series[2].buckets[0].avg, 3.0);
}

void TelemetryBucketsTest::onlyTheOneAskedFor()
{
    TelemetryBuckets buckets(kBegin, 1min, {3});
    add(buckets, 0s, {{{8}, 1}, {{12}, 2}});
    const auto series = buckets.finish();
    QCOMPARE(series.size(), size_t{1});
    QCOMPARE(series[0].buckets[0].avg, 2.0);
}

void TelemetryBucketsTest::valuesAtTheEndOfTheRangeHaveAMean()
{
    constexpr double kMost = std::numeric_limits<double>::max();
    TelemetryBuckets buckets(kBegin, 1min);
    add(buckets, 0s, {{{4}, kMost}});
    add(buckets, 1s, {{{4}, kMost}});
    QCOMPARE(buckets.finish()[0].buckets[0].avg, kMost);
}

void TelemetryBucketsTest::nothingIsNothing() { QVERIFY(TelemetryBuckets(kBegin, 1min).finish().empty()); }

PULSE_TEST_CASE(TelemetryBucketsTest)
#include "telemetry_buckets_test.moc"
