// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What stands between a rule and an alert, and in which order.
#include "rules/why_not.h"
#include "support/suite/noon.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace std::chrono_literals;
using pulse::test::kNoon;
using rules::Situation;

namespace {

model::AlertRule hot()
{
    model::AlertRule rule;
    rule.metricName = u"temp_c"_s;
    rule.threshold = 40;
    rule.updatedAt = kNoon - 24h;
    return rule;
}

model::AlertRule silent(model::RuleCondition condition)
{
    model::AlertRule rule;
    rule.condition = condition;
    rule.metricName = condition == model::RuleCondition::MetricSilent ? u"temp_c"_s : QString();
    rule.silentAfter = 60s;
    rule.grace = 30s;
    return rule;
}

Situation heard()
{
    Situation situation;
    situation.deviceId = u"fridge-1"_s;
    situation.siteId = u"north"_s;
    situation.lastSeenAt = kNoon - 10s;
    situation.lastTelemetryAt = kNoon - 20s;
    situation.value = 38.5;
    situation.now = kNoon;
    return situation;
}

QString codes(const model::AlertRule &rule, const Situation &situation)
{
    QStringList codes;
    for (const auto &obstacle : rules::whyNot(rule, situation))
        codes.append(obstacle.code);
    return codes.join(u' ');
}

} // namespace

class WhyNotTest : public QObject {
    Q_OBJECT
private slots:
    void whatTheRuleLeavesOutComesFirst();
    void theValueSaysHowFarItIs();
    void pendingSaysWhenItIsDue();
    void silenceHasADeadline();
    void aMetricThatNeverCameCannotFallSilent();
    void withoutObstaclesTheNextReadingDecides();
};

void WhyNotTest::whatTheRuleLeavesOutComesFirst()
{
    model::AlertRule rule = hot();
    rule.isEnabled = false;
    rule.siteIds = {u"south"_s};
    rule.devicePrefixes = {u"pump-"_s, u"fan-"_s};
    Situation situation = heard();
    situation.isActive = false;
    situation.isStale = true;
    situation.openAlert = 7;
    QCOMPARE(codes(rule, situation),
             u"ALREADY_OPEN RULE_DISABLED SITE_NOT_COVERED DEVICE_NOT_COVERED DEVICE_REVOKED "
             "NOT_BEYOND_THRESHOLD DEVICE_SILENT"_s);
    rule.devicePrefixes = {u"pump-"_s, u"fridge-"_s};
    QVERIFY(!codes(rule, situation).contains(u"DEVICE_NOT_COVERED"_s));
}

void WhyNotTest::theValueSaysHowFarItIs()
{
    const auto found = rules::whyNot(hot(), heard());
    QCOMPARE(found.size(), size_t{1});
    QCOMPARE(found[0].explanation, u"temp_c is 38.5, 1.5 from the threshold 40"_s);
    QCOMPARE(found[0].facts.value(u"distance"_s).toDouble(), 1.5);
    Situation onTheBound = heard();
    onTheBound.value = 40;
    QCOMPARE(codes(hot(), onTheBound), u"NOT_BEYOND_THRESHOLD"_s);
}

void WhyNotTest::pendingSaysWhenItIsDue()
{
    model::AlertRule rule = hot();
    rule.holdFor = 30min;
    Situation situation = heard();
    situation.value = 41;
    situation.pendingSince = kNoon - 10min;
    const auto found = rules::whyNot(rule, situation);
    QCOMPARE(codes(rule, situation), u"PENDING"_s);
    QCOMPARE(found[0].facts.value(u"deadline"_s).toString(), u"2026-01-15T12:20:00.000000Z"_s);
}

void WhyNotTest::silenceHasADeadline()
{
    const auto device = rules::whyNot(silent(model::RuleCondition::DeviceSilent), heard());
    QCOMPARE(device.size(), size_t{1});
    QCOMPARE(device[0].code, "NOT_SILENT_LONG_ENOUGH"_L1);
    QCOMPARE(device[0].facts.value(u"seconds_left"_s).toInt(), 80);
    Situation longAgo = heard();
    longAgo.lastSeenAt = kNoon - 90s;
    QCOMPARE(codes(silent(model::RuleCondition::DeviceSilent), longAgo), QString());
    longAgo.metricHeardAt = kNoon - 20s;
    QCOMPARE(codes(silent(model::RuleCondition::MetricSilent), longAgo), u"NOT_SILENT_LONG_ENOUGH"_s);
    longAgo.metricHeardAt = kNoon - 90s; // though the device itself was heard
    longAgo.lastSeenAt = kNoon - 1s;
    QCOMPARE(codes(silent(model::RuleCondition::MetricSilent), longAgo), QString());
}

void WhyNotTest::aMetricThatNeverCameCannotFallSilent()
{
    Situation situation = heard();
    situation.value.reset();
    QVERIFY(codes(silent(model::RuleCondition::MetricSilent), situation).startsWith(u"METRIC_NEVER_SEEN"_s));
    QCOMPARE(codes(hot(), situation), u"METRIC_NEVER_SEEN"_s);
}

void WhyNotTest::withoutObstaclesTheNextReadingDecides()
{
    Situation situation = heard();
    situation.value = 41;
    QCOMPARE(codes(hot(), situation), QString());
    situation.lastTelemetryAt = kNoon - 48h;
    QCOMPARE(codes(hot(), situation), u"RULE_NEWER_THAN_READING"_s);
    situation.lastSeenAt.reset();
    QCOMPARE(codes(hot(), situation), u"DEVICE_NEVER_HEARD"_s);
}

PULSE_TEST_CASE(WhyNotTest)
#include "why_not_test.moc"
