// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One value and one rule: on the bound, past it, and between threshold and clear value.
#include "rules/threshold.h"
#include "support/suite/test_case.h"

#include <QTest>
#include <limits>

using namespace pulse;
using model::Comparison;
using rules::Bound;
using rules::Verdict;

class ThresholdTest : public QObject {
    Q_OBJECT
private slots:
    void breaks_data();
    void breaks();
    void judges_data();
    void judges();
};

void ThresholdTest::breaks_data()
{
    QTest::addColumn<double>("value");
    QTest::addColumn<Bound>("bound");
    QTest::addColumn<bool>("expected");
    QTest::newRow("on the bound is not above it") << 40.0 << Bound{Comparison::Gt, 40.0} << false;
    QTest::newRow("above") << 40.1 << Bound{Comparison::Gt, 40.0} << true;
    QTest::newRow("not above") << 39.9 << Bound{Comparison::Gt, 40.0} << false;
    QTest::newRow("on the bound is not below it") << 40.0 << Bound{Comparison::Lt, 40.0} << false;
    QTest::newRow("below") << 39.9 << Bound{Comparison::Lt, 40.0} << true;
    QTest::newRow("not below") << 40.1 << Bound{Comparison::Lt, 40.0} << false;
    QTest::newRow("at least: on the bound") << 40.0 << Bound{Comparison::Gte, 40.0} << true;
    QTest::newRow("at least: less") << 39.9 << Bound{Comparison::Gte, 40.0} << false;
    QTest::newRow("at most: on the bound") << 40.0 << Bound{Comparison::Lte, 40.0} << true;
    QTest::newRow("at most: more") << 40.1 << Bound{Comparison::Lte, 40.0} << false;
    QTest::newRow("zero and minus zero are one") << -0.0 << Bound{Comparison::Gte, 0.0} << true;
    QTest::newRow("negative") << -41.0 << Bound{Comparison::Lt, -40.0} << true;
    QTest::newRow("true is 1") << 1.0 << Bound{Comparison::Gte, 1.0} << true;
    QTest::newRow("the largest") << std::numeric_limits<double>::max() << Bound{Comparison::Gt, 1e308}
                                 << true;
}

void ThresholdTest::breaks()
{
    QFETCH(double, value);
    QFETCH(Bound, bound);
    QFETCH(bool, expected);
    QCOMPARE(rules::breaks(value, bound), expected);
}

void ThresholdTest::judges_data()
{
    QTest::addColumn<Comparison>("comparison");
    QTest::addColumn<bool>("hasClearValue"); // threshold 40, clear value 38 (or 42 for a lower bound)
    QTest::addColumn<double>("value");
    QTest::addColumn<Verdict>("expected");
    QTest::newRow("no clear value: leaving clears") << Comparison::Gt << false << 40.0 << Verdict::Clear;
    QTest::newRow("no clear value: breach") << Comparison::Gt << false << 40.5 << Verdict::Breach;
    QTest::newRow("upper: past the threshold") << Comparison::Gt << true << 40.5 << Verdict::Breach;
    QTest::newRow("upper: on the threshold") << Comparison::Gt << true << 40.0 << Verdict::Between;
    QTest::newRow("upper: between") << Comparison::Gt << true << 38.1 << Verdict::Between;
    QTest::newRow("upper: on the clear value") << Comparison::Gt << true << 38.0 << Verdict::Clear;
    QTest::newRow("upper: below the clear value") << Comparison::Gt << true << 10.0 << Verdict::Clear;
    QTest::newRow("at least: on the threshold") << Comparison::Gte << true << 40.0 << Verdict::Breach;
    QTest::newRow("at least: on the clear value") << Comparison::Gte << true << 38.0 << Verdict::Clear;
    QTest::newRow("at least: just below the threshold")
        << Comparison::Gte << true << 39.9 << Verdict::Between;
    QTest::newRow("lower: past the threshold") << Comparison::Lt << true << 39.0 << Verdict::Breach;
    QTest::newRow("lower: on the threshold") << Comparison::Lt << true << 40.0 << Verdict::Between;
    QTest::newRow("lower: between") << Comparison::Lt << true << 41.9 << Verdict::Between;
    QTest::newRow("lower: on the clear value") << Comparison::Lt << true << 42.0 << Verdict::Clear;
    QTest::newRow("at most: on the threshold") << Comparison::Lte << true << 40.0 << Verdict::Breach;
}

void ThresholdTest::judges()
{
    QFETCH(Comparison, comparison);
    QFETCH(bool, hasClearValue);
    QFETCH(double, value);
    QFETCH(Verdict, expected);
    model::AlertRule rule;
    rule.comparison = comparison;
    rule.threshold = 40;
    const bool isUpper = comparison == Comparison::Gt || comparison == Comparison::Gte;
    if (hasClearValue)
        rule.clearValue = isUpper ? 38.0 : 42.0;
    QCOMPARE(rules::judgeThreshold(rule, {value}), expected);
}

PULSE_TEST_CASE(ThresholdTest)
#include "threshold_test.moc"
