// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a transition keeps of its cause, and why an alert closed without a reading.
#include "alerts/evidence.h"
#include "alerts/retired_reason.h"
#include "support/suite/noon.h"
#include "support/suite/test_case.h"

#include <QSet>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace std::chrono_literals;
using pulse::test::kNoon;
using rules::Finding;
using rules::Retirement;

namespace {

model::AlertRule heldRule()
{
    model::AlertRule rule;
    rule.metricName = u"temp_c"_s;
    rule.threshold = 40;
    rule.clearValue = 38.5;
    rule.holdFor = 30min;
    rule.version = 3;
    return rule;
}

} // namespace

class EvidenceTest : public QObject {
    Q_OBJECT
private slots:
    void aBreachKeepsReadingRuleAndTimer();
    void whatDoesNotApplyIsLeftOut();
    void aConditionOfSilenceHasItsSpans();
    void everyRetirementHasAReasonOfItsOwn();
};

void EvidenceTest::aBreachKeepsReadingRuleAndTimer()
{
    const model::AlertRule rule = heldRule();
    model::Reading reading;
    reading.ts = kNoon + 30min;
    reading.receivedAt = kNoon + 31min;
    const QJsonObject json = alerts::evidenceOf({Finding::Kind::Breach, &rule, 41.25, {1}, kNoon}, reading);
    QCOMPARE(json,
             (QJsonObject{{u"reading_at"_s, u"2026-01-15T12:30:00.000000Z"_s},
                          {u"received_at"_s, u"2026-01-15T12:31:00.000000Z"_s},
                          {u"metric_name"_s, u"temp_c"_s},
                          {u"value"_s, 41.25},
                          {u"rule_version"_s, 3},
                          {u"pending_since"_s, u"2026-01-15T12:00:00.000000Z"_s},
                          {u"condition"_s,
                           QJsonObject{{u"condition"_s, u"THRESHOLD"_s},
                                       {u"operator"_s, u"GT"_s},
                                       {u"threshold"_s, 40},
                                       {u"clear_value"_s, 38.5},
                                       {u"for_seconds"_s, 1'800}}}}));
}

void EvidenceTest::whatDoesNotApplyIsLeftOut()
{
    model::AlertRule rule = heldRule();
    rule.clearValue.reset();
    rule.holdFor = 0s;
    const QJsonObject json = alerts::evidenceOf({Finding::Kind::Cleared, &rule, 37}, {});
    QVERIFY(!json.contains(u"pending_since"_s));
    QCOMPARE(json.value(u"condition"_s).toObject().keys(),
             (QStringList{u"condition"_s, u"operator"_s, u"threshold"_s}));
}

void EvidenceTest::aConditionOfSilenceHasItsSpans()
{
    model::AlertRule rule;
    rule.condition = model::RuleCondition::DeviceSilent;
    rule.silentAfter = 90s;
    rule.grace = 10s;
    QCOMPARE(alerts::conditionJson(rule),
             (QJsonObject{
                 {u"condition"_s, u"DEVICE_SILENT"_s}, {u"silent_seconds"_s, 90}, {u"grace_seconds"_s, 10}}));
}

void EvidenceTest::everyRetirementHasAReasonOfItsOwn()
{
    QSet<QString> reasons;
    for (int i = 0; i <= static_cast<int>(Retirement::HeartbeatsOff); ++i)
        reasons.insert(alerts::retiredReason(static_cast<Retirement>(i)));
    QCOMPARE(reasons.size(), static_cast<int>(Retirement::HeartbeatsOff) + 1);
    QVERIFY(!reasons.contains(QString()));
}

PULSE_TEST_CASE(EvidenceTest)
#include "evidence_test.moc"
