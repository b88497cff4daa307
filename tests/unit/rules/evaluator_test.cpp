// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A reading against the rules of its device, and when a reading is late.
#include "metric_keys.h"
#include "rules/evaluator.h"
#include "support/suite/noon.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace std::chrono_literals;
using model::Comparison;
using model::MetricCode;
using model::MetricKind;
using pulse::test::kHumidity;
using pulse::test::kNoon;
using pulse::test::kTemperature;
using rules::Finding;

namespace {

MetricKey metricOf(const QByteArray &name)
{
    return name == "temp_c" ? kTemperature : name == "humidity" ? kHumidity : MetricKey{};
}

model::AlertRule ruleOn(int key, const QString &metric, double threshold)
{
    model::AlertRule rule;
    rule.key = {key};
    rule.metricName = metric;
    rule.threshold = threshold;
    return rule;
}

} // namespace

class EvaluatorTest : public QObject {
    Q_OBJECT
private slots:
    void aBreachOpensOnceAndClearsOnce();
    void missingMetricIsNoOpinion();
    void betweenThresholdAndClearValueNothingHappens();
    void everyRuleOfAMetricHasItsSay();
    void aRuleOfOtherSitesIsNoOpinion();
    void aDisabledRuleIsNoOpinion();
    void aRuleOnAMetricNobodyNamedIsNoOpinion();
    void booleansAreZeroAndOne();
    void isLate_data();
    void isLate();

private:
    std::vector<Finding> evaluate(std::vector<model::MetricValue> metrics,
                                  std::vector<model::ActiveAlert> active = {});

    std::vector<model::AlertRule> m_rules;
};

std::vector<Finding> EvaluatorTest::evaluate(std::vector<model::MetricValue> metrics,
                                             std::vector<model::ActiveAlert> active)
{
    model::Reading reading;
    reading.metrics = metrics;
    const QByteArray site = "north";
    const QByteArray device = "one";
    const rules::DeviceView view{{site, device}, active, {}, {}};
    return rules::evaluate(rules::RuleIndex(m_rules, metricOf), view, reading).findings;
}

void EvaluatorTest::aBreachOpensOnceAndClearsOnce()
{
    m_rules = {ruleOn(7, u"temp_c"_s, 40)};
    const MetricCode code = MetricCode::of(kTemperature, MetricKind::Number);
    const auto opened = evaluate({{code, 41.5}});
    QCOMPARE(opened.size(), size_t{1});
    QCOMPARE(opened[0].kind, Finding::Kind::Breach);
    QCOMPARE(opened[0].value, 41.5);
    QCOMPARE(opened[0].rule->key.value, 7);
    QVERIFY(evaluate({{code, 42.0}}, {{{1}, {7}}}).empty());
    const auto cleared = evaluate({{code, 39.0}}, {{{1}, {7}}});
    QCOMPARE(cleared.size(), size_t{1});
    QCOMPARE(cleared[0].kind, Finding::Kind::Cleared);
    QVERIFY(evaluate({{code, 39.0}}).empty());
}

void EvaluatorTest::missingMetricIsNoOpinion()
{
    m_rules = {ruleOn(7, u"temp_c"_s, 40)};
    const model::MetricValue humidity{MetricCode::of(kHumidity, MetricKind::Number), 99};
    QVERIFY(evaluate({humidity}).empty());
    QVERIFY(evaluate({humidity}, {{{1}, {7}}}).empty());
    QVERIFY(evaluate({}, {{{1}, {7}}}).empty());
}

void EvaluatorTest::betweenThresholdAndClearValueNothingHappens()
{
    m_rules = {ruleOn(7, u"temp_c"_s, 40)};
    m_rules[0].clearValue = 38;
    const MetricCode code = MetricCode::of(kTemperature, MetricKind::Number);
    QVERIFY(evaluate({{code, 39.0}}).empty());
    QVERIFY(evaluate({{code, 39.0}}, {{{1}, {7}}}).empty());
    QCOMPARE(evaluate({{code, 38.0}}, {{{1}, {7}}}).size(), size_t{1});
}

void EvaluatorTest::everyRuleOfAMetricHasItsSay()
{
    m_rules = {ruleOn(7, u"temp_c"_s, 40), ruleOn(8, u"temp_c"_s, 50), ruleOn(9, u"humidity"_s, 50)};
    const auto findings = evaluate({{MetricCode::of(kTemperature, MetricKind::Integer), 45},
                                    {MetricCode::of(kHumidity, MetricKind::Number), 60}},
                                   {{{1}, {8}}});
    QCOMPARE(findings.size(), size_t{3});
    QCOMPARE(findings[0].rule->key.value, 7);
    QCOMPARE(findings[1].kind, Finding::Kind::Cleared);
    QCOMPARE(findings[2].rule->key.value, 9);
}

void EvaluatorTest::aRuleOfOtherSitesIsNoOpinion()
{
    m_rules = {ruleOn(7, u"temp_c"_s, 40)};
    m_rules[0].siteIds = {u"south"_s};
    const model::MetricValue hot{MetricCode::of(kTemperature, MetricKind::Number), 50};
    QVERIFY(evaluate({hot}).empty());
    m_rules[0].siteIds = {u"south"_s, u"north"_s};
    QCOMPARE(evaluate({hot}).size(), size_t{1});
}

void EvaluatorTest::aDisabledRuleIsNoOpinion()
{
    m_rules = {ruleOn(7, u"temp_c"_s, 40)};
    m_rules[0].isEnabled = false;
    QVERIFY(evaluate({{MetricCode::of(kTemperature, MetricKind::Number), 50}}).empty());
}

void EvaluatorTest::aRuleOnAMetricNobodyNamedIsNoOpinion()
{
    m_rules = {ruleOn(7, u"pressure"_s, 0)};
    QVERIFY(evaluate({{MetricCode::of(kTemperature, MetricKind::Number), 50}}).empty());
}

void EvaluatorTest::booleansAreZeroAndOne()
{
    m_rules = {ruleOn(7, u"temp_c"_s, 1)};
    m_rules[0].comparison = Comparison::Gte;
    const MetricCode code = MetricCode::of(kTemperature, MetricKind::Bool);
    QCOMPARE(evaluate({{code, 1}}).size(), size_t{1});
    QVERIFY(evaluate({{code, 0}}).empty());
}

void EvaluatorTest::isLate_data()
{
    QTest::addColumn<std::chrono::seconds>("age"); // received this long after its own time
    QTest::addColumn<std::chrono::seconds>(
        "behind"); // older than the last evaluated by this; negative: newer
    QTest::addColumn<bool>("expected");
    QTest::newRow("in order") << 0s << -10s << false;
    QTest::newRow("in order, but old: a backlog") << 3'600s << -10s << false;
    QTest::newRow("same time as the last") << 3'600s << 0s << false;
    QTest::newRow("a step back, at once: a clock that was set") << 0s << 3'600s << false;
    QTest::newRow("a step back, on the bound") << 300s << 1s << false;
    QTest::newRow("a step back, past the bound") << 301s << 1s << true;
    QTest::newRow("a step back, from the future") << -60s << 10s << false;
}

void EvaluatorTest::isLate()
{
    QFETCH(std::chrono::seconds, age);
    QFETCH(std::chrono::seconds, behind);
    QFETCH(bool, expected);
    model::Reading reading;
    reading.ts = kNoon;
    reading.receivedAt = kNoon + age;
    QCOMPARE(rules::isLate(reading, kNoon + behind, 300s), expected);
    QVERIFY(!rules::isLate(reading, std::nullopt, 300s));
}

PULSE_TEST_CASE(EvaluatorTest)
#include "evaluator_test.moc"
