// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What an alert is called and says.
#include "alerts/threshold_alert.h"
#include "fridge.h"
#include "support/suite/noon.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace std::chrono_literals;
using model::Comparison;
using pulse::test::kFridge;
using pulse::test::kNoon;

namespace {

model::AlertRule hot()
{
    model::AlertRule rule;
    rule.ruleId = u"0b0f"_s;
    rule.name = u"Too hot"_s;
    rule.metricName = u"temp_c"_s;
    rule.threshold = 40;
    rule.severity = 4;
    rule.version = 3;
    return rule;
}

} // namespace

class ThresholdAlertTest : public QObject {
    Q_OBJECT
private slots:
    void saysWhatHappened();
    void summaryNamesTheOperator_data();
    void summaryNamesTheOperator();
    void namesWithPercentSignsStayAsTheyAre();
    void clearedReasonNamesTheClearValue();
};

void ThresholdAlertTest::saysWhatHappened()
{
    const model::AlertRule rule = hot();
    model::Reading reading;
    reading.ts = kNoon;
    const auto alert =
        alerts::openedBy({rules::Finding::Kind::Breach, &rule, 41.5}, kFridge, reading, kNoon + 1s);
    QCOMPARE(alert.fingerprint, u"RULE:0b0f:fridge-1"_s);
    QCOMPARE(alert.summary, u"north: fridge-1: temp_c (41.5) > 40"_s);
    QCOMPARE(alert.type, model::AlertType::Threshold);
    QCOMPARE(alert.severity, 4);
    QCOMPARE(alert.confidence, 1.0);
    QCOMPARE(alert.tenantId, u"acme"_s);
    QCOMPARE(alert.siteId, u"north"_s);
    QCOMPARE(alert.deviceId, u"fridge-1"_s);
    QCOMPARE(alert.status(), model::AlertStatus::Open);
    QVERIFY(alert.createdAt == kNoon + 1s && alert.updatedAt == kNoon + 1s);
    const QJsonObject expected{
        {u"rule_id"_s, u"0b0f"_s}, {u"rule_name"_s, u"Too hot"_s},
        {u"rule_version"_s, 3},    {u"metric_name"_s, u"temp_c"_s},
        {u"metric_value"_s, 41.5}, {u"operator"_s, u"GT"_s},
        {u"threshold"_s, 40.0},    {u"reading_at"_s, u"2026-01-15T12:00:00.000000Z"_s}};
    QCOMPARE(alert.details, expected);
}

void ThresholdAlertTest::summaryNamesTheOperator_data()
{
    QTest::addColumn<Comparison>("comparison");
    QTest::addColumn<QString>("expected");
    QTest::newRow("GT") << Comparison::Gt << u"north: fridge-1: temp_c (-0.1) > 40"_s;
    QTest::newRow("LT") << Comparison::Lt << u"north: fridge-1: temp_c (-0.1) < 40"_s;
    QTest::newRow("GTE") << Comparison::Gte << u"north: fridge-1: temp_c (-0.1) >= 40"_s;
    QTest::newRow("LTE") << Comparison::Lte << u"north: fridge-1: temp_c (-0.1) <= 40"_s;
}

void ThresholdAlertTest::summaryNamesTheOperator()
{
    QFETCH(Comparison, comparison);
    model::AlertRule rule = hot();
    rule.comparison = comparison;
    const auto alert = alerts::openedBy({rules::Finding::Kind::Breach, &rule, -0.1}, kFridge, {}, kNoon);
    QTEST(alert.summary, "expected");
}

void ThresholdAlertTest::namesWithPercentSignsStayAsTheyAre()
{
    const model::AlertRule rule = hot();
    const alerts::DeviceName odd{u"acme"_s, u"%3"_s, u"%1"_s};
    const auto alert = alerts::openedBy({rules::Finding::Kind::Breach, &rule, 41}, odd, {}, kNoon);
    QCOMPARE(alert.summary, u"%3: %1: temp_c (41) > 40"_s);
    QCOMPARE(alert.fingerprint, u"RULE:0b0f:%1"_s);
}

void ThresholdAlertTest::clearedReasonNamesTheClearValue()
{
    model::AlertRule rule = hot();
    QCOMPARE(alerts::clearedReason({rules::Finding::Kind::Cleared, &rule, 39.5}),
             u"temp_c (39.5) cleared > 40"_s);
    rule.clearValue = 38;
    QCOMPARE(alerts::clearedReason({rules::Finding::Kind::Cleared, &rule, 37}),
             u"temp_c (37) cleared > 38"_s);
}

PULSE_TEST_CASE(ThresholdAlertTest)
#include "threshold_alert_test.moc"
