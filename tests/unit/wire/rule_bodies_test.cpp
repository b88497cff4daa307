// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Bodies of alert rules: which fields each condition has.
#include "support/suite/test_case.h"

#include "model/words.h"
#include "wire/alerts/alert_rule_json.h"

#include <QJsonArray>
#include <QTest>

using namespace pulse;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using model::RuleCondition;
using wire::BodyKind;

Q_DECLARE_METATYPE(pulse::model::RuleCondition)

namespace {

QJsonObject bodyOf(RuleCondition condition)
{
    QJsonObject body{{u"name"_s, u"r"_s}, {u"condition"_s, QString(model::word(condition))}};
    if (condition != RuleCondition::DeviceSilent)
        body.insert(u"metric_name"_s, u"temp_c"_s);
    if (condition != RuleCondition::Threshold) {
        body.insert(u"silent_seconds"_s, 60);
        return body;
    }
    body.insert(u"operator"_s, u"GT"_s);
    body.insert(u"threshold"_s, 40);
    return body;
}

model::AlertRule ruleOf(RuleCondition condition)
{
    return *wire::applyBody(model::AlertRule(), bodyOf(condition), BodyKind::Create);
}

constexpr RuleCondition kConditions[] = {RuleCondition::Threshold, RuleCondition::MetricSilent,
                                         RuleCondition::DeviceSilent};

} // namespace

class RuleBodiesTest : public QObject {
    Q_OBJECT
private slots:
    void eachConditionAsksForItsOwn();
    void fieldsOfAnotherConditionAreRefused_data();
    void fieldsOfAnotherConditionAreRefused();
    void nullOfAnotherConditionIsNothing();
    void spansAreWholeSeconds_data();
    void spansAreWholeSeconds();
    void theyAreTakenIn();
    void nullClearsASpan();
    void anotherConditionForgetsTheOneBefore();
    void anotherConditionAsksForItsOwn();
    void anUnknownConditionIsNamed();
};

void RuleBodiesTest::eachConditionAsksForItsOwn()
{
    for (const RuleCondition condition : kConditions) {
        for (const QString &field : bodyOf(condition).keys()) {
            if (field == "condition"_L1)
                continue;
            QJsonObject body = bodyOf(condition);
            body.remove(field);
            const auto rule = wire::applyBody(model::AlertRule(), body, BodyKind::Create);
            QVERIFY2(!rule, qPrintable(field));
            QCOMPARE(rule.error().field, field);
        }
    }
    QCOMPARE(ruleOf(RuleCondition::Threshold).condition, RuleCondition::Threshold);
    QJsonObject old = bodyOf(RuleCondition::Threshold);
    old.remove(u"condition"_s);
    QVERIFY(wire::applyBody(model::AlertRule(), old, BodyKind::Create));
}

void RuleBodiesTest::fieldsOfAnotherConditionAreRefused_data()
{
    QTest::addColumn<RuleCondition>("condition");
    QTest::addColumn<QString>("field");
    const auto row = [](RuleCondition condition, const char *field) {
        QTest::addRow("%s %s", model::word(condition).data(), field)
            << condition << QString::fromLatin1(field);
    };
    row(RuleCondition::Threshold, "silent_seconds");
    row(RuleCondition::Threshold, "grace_seconds");
    for (const RuleCondition silence : {RuleCondition::MetricSilent, RuleCondition::DeviceSilent}) {
        for (const char *field : {"operator", "threshold", "clear_value", "for_seconds"})
            row(silence, field);
    }
    row(RuleCondition::DeviceSilent, "metric_name");
}

void RuleBodiesTest::fieldsOfAnotherConditionAreRefused()
{
    QFETCH(RuleCondition, condition);
    QFETCH(QString, field);
    QJsonObject body = bodyOf(condition);
    body.insert(field, 1);
    const auto created = wire::applyBody(model::AlertRule(), body, BodyKind::Create);
    QVERIFY(!created);
    QCOMPARE(created.error().field, field);
    const auto changed = wire::applyBody(ruleOf(condition), {{field, 1}}, BodyKind::Change);
    QVERIFY(!changed);
    QCOMPARE(changed.error().field, field);
}

// What a client read comes back whole, with null for what does not apply.
void RuleBodiesTest::nullOfAnotherConditionIsNothing()
{
    for (const RuleCondition condition : kConditions) {
        const QJsonObject read = wire::toJson(ruleOf(condition));
        QJsonObject body;
        for (const char *field : {"metric_name", "operator", "threshold", "clear_value", "for_seconds",
                                  "silent_seconds", "grace_seconds", "site_ids", "device_prefixes"})
            body.insert(QString::fromLatin1(field), read.value(QLatin1StringView(field)));
        const auto changed = wire::applyBody(ruleOf(condition), body, BodyKind::Change);
        QVERIFY2(changed, changed ? "" : qPrintable(changed.error().what));
        QCOMPARE(wire::toJson(*changed), read);
    }
}

void RuleBodiesTest::spansAreWholeSeconds_data()
{
    QTest::addColumn<RuleCondition>("condition");
    QTest::addColumn<QString>("field");
    QTest::addColumn<QJsonValue>("value");
    const auto row = [](RuleCondition condition, const QString &field, const QJsonValue &value) {
        QTest::addRow("%s %s", qPrintable(field), qPrintable(value.toVariant().toString()))
            << condition << field << value;
    };
    for (const QJsonValue &bad :
         {QJsonValue(-1), QJsonValue(0.5), QJsonValue(604'801), QJsonValue(u"60"_s)}) {
        row(RuleCondition::Threshold, u"for_seconds"_s, bad);
        row(RuleCondition::MetricSilent, u"silent_seconds"_s, bad);
        row(RuleCondition::DeviceSilent, u"grace_seconds"_s, bad);
    }
    row(RuleCondition::DeviceSilent, u"silent_seconds"_s, 0);
    row(RuleCondition::DeviceSilent, u"silent_seconds"_s, QJsonValue::Null);
}

void RuleBodiesTest::spansAreWholeSeconds()
{
    QFETCH(RuleCondition, condition);
    QFETCH(QString, field);
    QFETCH(QJsonValue, value);
    QJsonObject body = bodyOf(condition);
    body.insert(field, value);
    const auto rule = wire::applyBody(model::AlertRule(), body, BodyKind::Create);
    QVERIFY(!rule);
    QCOMPARE(rule.error().field, field);
}

void RuleBodiesTest::theyAreTakenIn()
{
    QJsonObject body = bodyOf(RuleCondition::Threshold);
    body.insert(u"for_seconds"_s, 604'800);
    body.insert(u"device_prefixes"_s, QJsonArray{u" pump-"_s, u"pump-"_s, u"fan-"_s});
    const auto held = *wire::applyBody(model::AlertRule(), body, BodyKind::Create);
    QVERIFY(held.holdFor == std::chrono::days{7});
    QCOMPARE(held.devicePrefixes, (QStringList{u"pump-"_s, u"fan-"_s}));
    body = bodyOf(RuleCondition::MetricSilent);
    body.insert(u"grace_seconds"_s, 5);
    const auto silent = *wire::applyBody(model::AlertRule(), body, BodyKind::Create);
    QCOMPARE(silent.condition, RuleCondition::MetricSilent);
    QCOMPARE(silent.metricName, u"temp_c"_s);
    QVERIFY(silent.silentAfter == 60s && silent.grace == 5s && silent.holdFor == 0s);
}

void RuleBodiesTest::nullClearsASpan()
{
    model::AlertRule rule = ruleOf(RuleCondition::Threshold);
    rule.holdFor = 60s;
    rule.devicePrefixes = {u"a"_s};
    const QJsonObject body{{u"for_seconds"_s, QJsonValue::Null}, {u"device_prefixes"_s, QJsonValue::Null}};
    const auto changed = wire::applyBody(rule, body, BodyKind::Change);
    QVERIFY(changed && changed->holdFor == 0s && changed->devicePrefixes.isEmpty());
    rule = ruleOf(RuleCondition::DeviceSilent);
    rule.grace = 60s;
    QVERIFY(wire::applyBody(rule, {{u"grace_seconds"_s, QJsonValue::Null}}, BodyKind::Change)->grace == 0s);
}

void RuleBodiesTest::anotherConditionForgetsTheOneBefore()
{
    model::AlertRule rule = ruleOf(RuleCondition::Threshold);
    rule.clearValue = 38;
    rule.holdFor = 60s;
    const QJsonObject body{{u"condition"_s, u"METRIC_SILENT"_s}, {u"silent_seconds"_s, 30}};
    const auto silent = wire::applyBody(rule, body, BodyKind::Change);
    QVERIFY2(silent, silent ? "" : qPrintable(silent.error().what));
    QCOMPARE(silent->metricName, u"temp_c"_s);
    QVERIFY(!silent->clearValue && silent->holdFor == 0s && silent->threshold == 0.0);
    const auto device = wire::applyBody(
        *silent, {{u"condition"_s, u"DEVICE_SILENT"_s}, {u"silent_seconds"_s, 9}}, BodyKind::Change);
    QVERIFY(device && device->metricName.isEmpty() && device->silentAfter == 9s);
}

void RuleBodiesTest::anotherConditionAsksForItsOwn()
{
    const auto fieldAskedFor = [](RuleCondition from, const QString &to) {
        const auto changed = wire::applyBody(ruleOf(from), {{u"condition"_s, to}}, BodyKind::Change);
        return changed ? QString() : changed.error().field;
    };
    QCOMPARE(fieldAskedFor(RuleCondition::Threshold, u"METRIC_SILENT"_s), u"silent_seconds"_s);
    QCOMPARE(fieldAskedFor(RuleCondition::MetricSilent, u"THRESHOLD"_s), u"operator"_s);
    QCOMPARE(fieldAskedFor(RuleCondition::DeviceSilent, u"THRESHOLD"_s), u"metric_name"_s);
    QCOMPARE(fieldAskedFor(RuleCondition::MetricSilent, u"METRIC_SILENT"_s), QString());
}

void RuleBodiesTest::anUnknownConditionIsNamed()
{
    for (const QJsonValue &bad : {QJsonValue(u"threshold"_s), QJsonValue(1), QJsonValue(QJsonValue::Null)}) {
        QJsonObject body = bodyOf(RuleCondition::Threshold);
        body.insert(u"condition"_s, bad);
        const auto rule = wire::applyBody(model::AlertRule(), body, BodyKind::Create);
        QVERIFY(!rule);
        QCOMPARE(rule.error().field, u"condition"_s);
    }
}

PULSE_TEST_CASE(RuleBodiesTest)
#include "rule_bodies_test.moc"
