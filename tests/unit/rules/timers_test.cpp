// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Rules with `for`: timers in device time, and what clocks that step do to them.
#include "metric_keys.h"
#include "rules/evaluator.h"
#include "support/suite/noon.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace std::chrono_literals;
using model::MetricCode;
using model::MetricKind;
using pulse::test::kHumidity;
using pulse::test::kNoon;
using pulse::test::kTemperature;
using rules::Finding;

namespace {

const QByteArray kSite = "north";
const QByteArray kDevice = "one";

struct Sample {
    Instant::duration ts; // after noon, device time
    double value;
    MetricKey metric = kTemperature;
    std::optional<Instant::duration> receivedAt = {}; // after noon; none: when it was made
};

// A device as the writer carries it from reading to reading.
class Machine {
public:
    explicit Machine(std::vector<model::AlertRule> rules)
        : m_rules(std::move(rules))
    {
    }

    // "+7@600": rule 7 opened at a reading of 10 minutes after noon; "-7@…": it cleared.
    QStringList feed(const std::vector<Sample> &samples)
    {
        QStringList events;
        for (const Sample &sample : samples)
            events += take(sample);
        return events;
    }

    std::vector<model::PendingRule> pending;
    std::vector<model::ActiveAlert> active;
    std::vector<Finding> findings;

private:
    QStringList take(const Sample &sample)
    {
        const std::vector<model::MetricValue> metrics{
            {MetricCode::of(sample.metric, MetricKind::Number), sample.value}};
        model::Reading reading;
        reading.ts = kNoon + sample.ts;
        reading.receivedAt = kNoon + sample.receivedAt.value_or(sample.ts);
        reading.metrics = metrics;
        const auto metricOf = [](const QByteArray &name) {
            return name == "temp_c" ? kTemperature : kHumidity;
        };
        const rules::Evaluation evaluation = rules::evaluate(
            rules::RuleIndex(m_rules, metricOf), {{kSite, kDevice}, active, pending, m_lastTs}, reading);
        rules::apply(evaluation.timers, pending);
        m_lastTs = rules::effectiveTime(reading);
        QStringList events;
        for (const Finding &finding : evaluation.findings)
            events.append(take(finding, sample));
        return events;
    }

    QString take(const Finding &finding, const Sample &sample)
    {
        const RuleKey key = finding.rule->key;
        const bool isBreach = finding.kind == Finding::Kind::Breach;
        findings.push_back(finding);
        std::erase_if(active, [key](const model::ActiveAlert &alert) { return alert.rule == key; });
        if (isBreach)
            active.push_back({{1}, key});
        return u"%1%2@%3"_s.arg(isBreach ? u"+"_s : u"-"_s)
            .arg(key.value)
            .arg(std::chrono::duration_cast<std::chrono::seconds>(sample.ts).count());
    }

    std::vector<model::AlertRule> m_rules;
    std::optional<Instant> m_lastTs;
};

model::AlertRule above(double threshold, std::chrono::seconds holdFor, int key = 7)
{
    model::AlertRule rule;
    rule.key = {key};
    rule.metricName = u"temp_c"_s;
    rule.threshold = threshold;
    rule.holdFor = holdFor;
    return rule;
}

} // namespace

class TimersTest : public QObject {
    Q_OBJECT
private slots:
    void itOpensAtTheReadingThatReachesTheSpan();
    void aReadingThatDoesNotBreachEndsTheTimer();
    void betweenThresholdAndClearValueEndsTheTimerToo();
    void anOpenAlertClearsAtOnceAndTheTimerBeginsAgain();
    void aMissingMetricLetsItRunOn();
    void itBeginsAgainstTheDevicesTimeNotOurs();
    void aReadingFromTheFutureCountsAsOfItsArrival();
    void aStepBackRestartsEveryTimerOfTheDevice();
    void aTimerOfAnotherVersionSaysNothing();
    void aRuleWithoutForHasNoTimer();
    void timersAreOfTheirRule();
    void theFindingSaysSinceWhen();
};

void TimersTest::itOpensAtTheReadingThatReachesTheSpan()
{
    Machine machine({above(40, 60s)});
    QCOMPARE(machine.feed({{0s, 41}, {30s, 42}, {60s - 1us, 43}}), QStringList());
    QCOMPARE(machine.pending.size(), size_t{1});
    QVERIFY(machine.pending[0].since == kNoon);
    QCOMPARE(machine.pending[0].value, 41.0);
    QCOMPARE(machine.feed({{60s, 41}, {90s, 41}}), QStringList{u"+7@60"_s});
    QVERIFY(machine.pending.empty());
}

void TimersTest::aReadingThatDoesNotBreachEndsTheTimer()
{
    Machine machine({above(40, 60s)});
    QCOMPARE(machine.feed({{0s, 41}, {30s, 40}, {31s, 41}, {60s, 41}, {90s, 41}}), QStringList());
    QCOMPARE(machine.feed({{91s, 41}}), QStringList{u"+7@91"_s});
}

void TimersTest::betweenThresholdAndClearValueEndsTheTimerToo()
{
    model::AlertRule rule = above(40, 60s);
    rule.clearValue = 38;
    Machine machine({rule});
    QCOMPARE(machine.feed({{0s, 41}, {30s, 39}, {60s, 41}}), QStringList());
    QVERIFY(machine.pending[0].since == kNoon + 60s);
}

void TimersTest::anOpenAlertClearsAtOnceAndTheTimerBeginsAgain()
{
    Machine machine({above(40, 60s)});
    QCOMPARE(machine.feed({{0s, 41}, {60s, 41}, {61s, 40}, {62s, 41}, {121s, 41}, {122s, 41}}),
             (QStringList{u"+7@60"_s, u"-7@61"_s, u"+7@122"_s}));
}

void TimersTest::aMissingMetricLetsItRunOn()
{
    Machine machine({above(40, 60s)});
    QCOMPARE(machine.feed({{0s, 41}, {30s, 1, kHumidity}, {60s, 41}}), QStringList{u"+7@60"_s});
}

void TimersTest::itBeginsAgainstTheDevicesTimeNotOurs()
{
    Machine machine({above(40, 60s)});
    // A backlog of ten minutes that comes in one second.
    QCOMPARE(
        machine.feed(
            {{0s, 41, kTemperature, 600s}, {30s, 41, kTemperature, 600s}, {60s, 41, kTemperature, 601s}}),
        QStringList{u"+7@60"_s});
}

void TimersTest::aReadingFromTheFutureCountsAsOfItsArrival()
{
    Machine machine({above(40, 60s)});
    QCOMPARE(machine.feed({{300s, 41, kTemperature, 0s}, {59s, 41}}), QStringList());
    QVERIFY(machine.pending[0].since == kNoon);
    QCOMPARE(machine.feed({{400s, 41, kTemperature, 60s}}), QStringList{u"+7@400"_s});
}

void TimersTest::aStepBackRestartsEveryTimerOfTheDevice()
{
    Machine machine({above(40, 60s), above(45, 60s, 8)});
    QCOMPARE(machine.feed({{0s, 50}, {50s, 50}}), QStringList());
    // The clock is set back by an hour, and the first message has another metric.
    QCOMPARE(machine.feed({{-3'600s, 1, kHumidity}}), QStringList());
    for (const model::PendingRule &timer : machine.pending)
        QVERIFY(timer.since == kNoon - 3'600s);
    QCOMPARE(machine.feed({{-3'599s, 42}, {-3'541s, 50}, {-3'540s, 50}}), QStringList{u"+7@-3540"_s});
    QCOMPARE(machine.feed({{-3'481s, 50}}), QStringList{u"+8@-3481"_s});
}

void TimersTest::aTimerOfAnotherVersionSaysNothing()
{
    model::AlertRule rule = above(40, 60s);
    rule.version = 2;
    Machine machine({rule});
    machine.pending = {{{7}, kNoon - 3'600s, 41, 1}};
    QCOMPARE(machine.feed({{0s, 41}}), QStringList());
    QCOMPARE(machine.pending.size(), size_t{1});
    QVERIFY(machine.pending[0].since == kNoon && machine.pending[0].ruleVersion == 2);
}

void TimersTest::aRuleWithoutForHasNoTimer()
{
    Machine machine({above(40, 0s)});
    QCOMPARE(machine.feed({{0s, 41}}), QStringList{u"+7@0"_s});
    QVERIFY(machine.pending.empty() && !machine.findings[0].pendingSince);
}

void TimersTest::timersAreOfTheirRule()
{
    Machine machine({above(40, 60s), above(40, 120s, 8), above(50, 60s, 9)});
    QCOMPARE(machine.feed({{0s, 41}, {60s, 51}, {120s, 49}}), (QStringList{u"+7@60"_s, u"+8@120"_s}));
    QVERIFY(machine.pending.empty());
}

void TimersTest::theFindingSaysSinceWhen()
{
    Machine machine({above(40, 60s)});
    machine.feed({{0s, 41}, {70s, 43}});
    QVERIFY(machine.findings[0].pendingSince == kNoon);
    QCOMPARE(machine.findings[0].value, 43.0);
    QVERIFY(machine.findings[0].metric == kTemperature);
}

PULSE_TEST_CASE(TimersTest)
#include "timers_test.moc"
