// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What an alert about silence is called and says.
#include "alerts/silence_alert.h"
#include "fridge.h"
#include "support/suite/noon.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace std::chrono_literals;
using model::RuleCondition;
using pulse::test::kFridge;
using pulse::test::kNoon;

namespace {

model::AlertRule quiet(RuleCondition condition)
{
    model::AlertRule rule;
    rule.ruleId = u"0b0f"_s;
    rule.name = u"Quiet"_s;
    rule.condition = condition;
    rule.metricName = condition == RuleCondition::MetricSilent ? u"temp_c"_s : QString();
    rule.silentAfter = 300s;
    rule.grace = 20s;
    rule.severity = 2;
    rule.version = 3;
    return rule;
}

rules::SilenceFinding found(const model::AlertRule *rule)
{
    return {rule, {}, {300s, 20s, {}}, kNoon, kNoon + 320s};
}

} // namespace

class SilenceAlertTest : public QObject {
    Q_OBJECT
private slots:
    void theTenantsOwnIsAsThePredecessors();
    void aHeartbeatNeverHeardIsNull();
    void aRuleSaysWhatItIsAbout();
    void evidenceNamesTheDeadline();
    void hearingSaysWhatWasHeard();
};

void SilenceAlertTest::theTenantsOwnIsAsThePredecessors()
{
    model::DeviceState state;
    state.lastHeartbeatAt = kNoon;
    const auto alert = alerts::openedBy(found(nullptr), kFridge, state, kNoon + 321s);
    QCOMPARE(alert.type, model::AlertType::NoHeartbeat);
    QCOMPARE(alert.fingerprint, u"NO_HEARTBEAT:fridge-1"_s);
    QCOMPARE(alert.severity, 4);
    QCOMPARE(alert.confidence, 0.9);
    QCOMPARE(alert.summary, u"north: fridge-1: no heartbeat for 320 s"_s);
    QCOMPARE(alert.details, (QJsonObject{{u"last_heartbeat_at"_s, u"2026-01-15T12:00:00.000000Z"_s}}));
    QVERIFY(alert.createdAt == kNoon + 321s && alert.updatedAt == alert.createdAt);
}

void SilenceAlertTest::aHeartbeatNeverHeardIsNull()
{
    const auto alert = alerts::openedBy(found(nullptr), kFridge, {}, kNoon);
    QCOMPARE(alert.details, (QJsonObject{{u"last_heartbeat_at"_s, QJsonValue::Null}}));
}

void SilenceAlertTest::aRuleSaysWhatItIsAbout()
{
    const auto device = quiet(RuleCondition::DeviceSilent);
    const auto ofDevice = alerts::openedBy(found(&device), kFridge, {}, kNoon);
    QCOMPARE(ofDevice.type, model::AlertType::NoHeartbeat);
    QCOMPARE(ofDevice.fingerprint, u"RULE:0b0f:fridge-1"_s);
    QCOMPARE(ofDevice.severity, 2);
    QCOMPARE(ofDevice.confidence, 1.0);
    QCOMPARE(ofDevice.summary, u"north: fridge-1: nothing heard for 320 s"_s);
    const auto metric = quiet(RuleCondition::MetricSilent);
    const auto ofMetric = alerts::openedBy(found(&metric), kFridge, {}, kNoon);
    QCOMPARE(ofMetric.type, model::AlertType::MetricSilent);
    QCOMPARE(ofMetric.summary, u"north: fridge-1: temp_c not heard for 320 s"_s);
    QCOMPARE(ofMetric.details,
             (QJsonObject{{u"last_heard_at"_s, u"2026-01-15T12:00:00.000000Z"_s},
                          {u"metric_name"_s, u"temp_c"_s},
                          {u"rule_id"_s, u"0b0f"_s},
                          {u"rule_name"_s, u"Quiet"_s},
                          {u"rule_version"_s, 3}}));
}

void SilenceAlertTest::evidenceNamesTheDeadline()
{
    const auto rule = quiet(RuleCondition::MetricSilent);
    model::DeviceState state;
    state.lastSeenAt = kNoon + 60s;
    QCOMPARE(alerts::silenceEvidence(found(&rule), state),
             (QJsonObject{{u"last_seen_at"_s, u"2026-01-15T12:01:00.000000Z"_s},
                          {u"deadline"_s, u"2026-01-15T12:05:20.000000Z"_s},
                          {u"metric_name"_s, u"temp_c"_s},
                          {u"rule_version"_s, 3},
                          {u"condition"_s,
                           QJsonObject{{u"condition"_s, u"METRIC_SILENT"_s},
                                       {u"silent_seconds"_s, 300},
                                       {u"grace_seconds"_s, 20}}}}));
}

void SilenceAlertTest::hearingSaysWhatWasHeard()
{
    model::Reading reading;
    reading.ts = kNoon + 399s;
    reading.receivedAt = kNoon + 400s;
    QCOMPARE(alerts::heardReason({nullptr, reading, kNoon}), u"heard again"_s);
    QCOMPARE(alerts::heardEvidence({nullptr, reading, kNoon}),
             (QJsonObject{{u"reading_at"_s, u"2026-01-15T12:06:39.000000Z"_s},
                          {u"received_at"_s, u"2026-01-15T12:06:40.000000Z"_s},
                          {u"last_seen_at"_s, u"2026-01-15T12:00:00.000000Z"_s}}));
    const auto rule = quiet(RuleCondition::MetricSilent);
    QCOMPARE(alerts::heardReason({&rule, reading, kNoon}), u"temp_c heard again"_s);
    QCOMPARE(alerts::heardEvidence({&rule, reading, kNoon})[u"rule_version"_s].toInt(), 3);
}

PULSE_TEST_CASE(SilenceAlertTest)
#include "silence_alert_test.moc"
