// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rules/silence.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::rules;
using namespace std::chrono_literals;
using model::RuleCondition;

namespace {

const Instant kFirstNoon = Instant{} + 12h;
constexpr MetricKey kTemp{7};

MetricKey lookup(const QByteArray &name) { return name == "temp_c" ? kTemp : MetricKey(); }

model::AlertRule silentRule(RuleCondition condition, std::chrono::seconds after,
                            std::chrono::seconds grace = 0s)
{
    model::AlertRule rule;
    rule.key = {condition == RuleCondition::DeviceSilent ? 1 : 2};
    rule.condition = condition;
    rule.metricName = condition == RuleCondition::MetricSilent ? u"temp_c"_s : QString();
    rule.silentAfter = after;
    rule.grace = grace;
    return rule;
}

model::RegisteredDevice online(Instant seen)
{
    model::RegisteredDevice device;
    device.key = {1};
    device.deviceId = "pump-1";
    device.siteId = "north";
    device.state.isKnown = true;
    device.state.status = model::DeviceStatus::Online;
    device.state.lastSeenAt = seen;
    return device;
}

model::TenantConfig with(std::vector<model::AlertRule> rules)
{
    model::TenantConfig config;
    config.settings.heartbeatAlerts = false;
    config.rules = std::move(rules);
    return config;
}

} // namespace

class SilenceTest : public QObject {
    Q_OBJECT
private slots:
    void aDeviceIsStaleAfterItsInterval();
    void theAlertComesAGraceLater();
    void heartbeatAlertsCanBeOff();
    void whatIsOpenIsNotFoundAgain();
    void neverHeardIsNoOpinion();
    void countsFromTheLatest();
    void aRuleHasItsOwnIntervalAndGrace();
    void aRuleConcernsItsSitesAndPrefixes();
    void aMetricFallsSilentByItself();
    void aMetricNeverHeardIsNoOpinion();
    void aMetricHeardBeforeWeTookNoteCountsFromThen();
    void whatBecomesStricterCountsFromTheChange();
    void whatConcernsOthersCountsFromTheChange();
    void otherChangesCountOn();
    void awaitsAMetricThatNobodyNamed();
    void watchesTheMetricsOfItsRules();

private:
    static SilenceTerms terms(const model::TenantConfig &config, const SilenceTerms *before = nullptr,
                              Instant now = Instant{})
    {
        return silenceTerms(config, lookup, before, now);
    }
};

void SilenceTest::aDeviceIsStaleAfterItsInterval()
{
    const auto device = online(kFirstNoon);
    const auto inForce = terms(with({}));
    const auto early = judgeSilence(inForce, {device, {}, Instant{}}, kFirstNoon + 30s - 1us);
    QVERIFY(!early.isStale);
    QVERIFY(early.next == kFirstNoon + 30s);
    const auto due = judgeSilence(inForce, {device, {}, Instant{}}, kFirstNoon + 30s);
    QVERIFY(due.isStale);
    QVERIFY(due.next == kFirstNoon + 60s); // heard right now, it could be silent again then
}

void SilenceTest::theAlertComesAGraceLater()
{
    model::TenantConfig config;
    config.settings.heartbeatGrace = 15s;
    auto device = online(kFirstNoon);
    const auto stale = judgeSilence(terms(config), {device, {}, Instant{}}, kFirstNoon + 30s);
    QVERIFY(stale.isStale && stale.findings.empty());
    QVERIFY(stale.next == kFirstNoon + 45s);
    device.state.status = model::DeviceStatus::Stale;
    const auto silent = judgeSilence(terms(config), {device, {}, Instant{}}, kFirstNoon + 46s);
    QVERIFY(!silent.isStale);
    QCOMPARE(silent.findings.size(), 1U);
    QVERIFY(!silent.findings[0].rule);
    QVERIFY(silent.findings[0].deadline == kFirstNoon + 45s);
    QVERIFY(silent.findings[0].lastHeard == kFirstNoon);
}

void SilenceTest::heartbeatAlertsCanBeOff()
{
    const auto verdict = judgeSilence(terms(with({})), {online(kFirstNoon), {}, Instant{}}, kFirstNoon + 1h);
    QVERIFY(verdict.isStale && verdict.findings.empty());
}

void SilenceTest::whatIsOpenIsNotFoundAgain()
{
    model::TenantConfig config = with({silentRule(RuleCondition::DeviceSilent, 60s)});
    config.settings.heartbeatAlerts = true;
    auto device = online(kFirstNoon);
    QCOMPARE(judgeSilence(terms(config), {device, {}, Instant{}}, kFirstNoon + 1h).findings.size(), 2U);
    device.alerts = {{{1}, {1}, model::AlertType::NoHeartbeat}};
    auto verdict = judgeSilence(terms(config), {device, {}, Instant{}}, kFirstNoon + 1h);
    QCOMPARE(verdict.findings.size(), 1U); // the rule's alert is not the tenant's
    QVERIFY(!verdict.findings[0].rule);
    device.alerts = {{{2}, {}, model::AlertType::NoHeartbeat}};
    verdict = judgeSilence(terms(config), {device, {}, Instant{}}, kFirstNoon + 1h);
    QCOMPARE(verdict.findings.size(), 1U);
    QVERIFY(verdict.findings[0].rule);
}

void SilenceTest::neverHeardIsNoOpinion()
{
    const model::TenantConfig config; // with heartbeat alerts
    const auto verdict = judgeSilence(terms(config), {model::RegisteredDevice(), {}, Instant{}}, kFirstNoon);
    QVERIFY(!verdict.isStale && verdict.findings.empty());
    QVERIFY(verdict.next == kFirstNoon + 30s);
}

void SilenceTest::countsFromTheLatest()
{
    const model::TenantConfig config;
    const auto device = online(kFirstNoon);
    const auto deadline = [&](Instant judgedSince, Instant inForceSince) {
        return judgeSilence(terms(config, nullptr, inForceSince), {device, {}, judgedSince}, kFirstNoon).next;
    };
    QVERIFY(deadline(kFirstNoon - 1h, kFirstNoon - 1h) == kFirstNoon + 30s);
    QVERIFY(deadline(kFirstNoon + 5s, kFirstNoon - 1h) == kFirstNoon + 35s);
    QVERIFY(deadline(kFirstNoon + 5s, kFirstNoon + 7s) == kFirstNoon + 37s);
}

void SilenceTest::aRuleHasItsOwnIntervalAndGrace()
{
    const auto inForce = terms(with({silentRule(RuleCondition::DeviceSilent, 300s, 20s)}));
    const auto device = online(kFirstNoon);
    QVERIFY(judgeSilence(inForce, {device, {}, Instant{}}, kFirstNoon + 320s - 1us).findings.empty());
    const auto verdict = judgeSilence(inForce, {device, {}, Instant{}}, kFirstNoon + 320s);
    QCOMPARE(verdict.findings.size(), 1U);
    QVERIFY(verdict.findings[0].rule->key == RuleKey{1});
    QVERIFY(verdict.findings[0].deadline == kFirstNoon + 320s);
}

void SilenceTest::aRuleConcernsItsSitesAndPrefixes()
{
    const auto device = online(kFirstNoon);
    const auto isFound = [&](const QStringList &sites, const QStringList &prefixes) {
        auto rule = silentRule(RuleCondition::DeviceSilent, 60s);
        rule.siteIds = sites;
        rule.devicePrefixes = prefixes;
        const auto inForce = terms(with({rule}));
        return !judgeSilence(inForce, {device, {}, Instant{}}, kFirstNoon + 1h).findings.empty();
    };
    QVERIFY(isFound({}, {}));
    QVERIFY(isFound({u"north"_s}, {u"fan-"_s, u"pump-"_s}));
    QVERIFY(!isFound({u"south"_s}, {}));
    QVERIFY(!isFound({}, {u"fan-"_s}));
}

void SilenceTest::aMetricFallsSilentByItself()
{
    const auto inForce = terms(with({silentRule(RuleCondition::MetricSilent, 60s)}));
    const auto device = online(kFirstNoon + 59s); // it speaks, but not of this
    const std::vector<model::HeardMetric> heard{{kTemp, kFirstNoon}};
    QVERIFY(judgeSilence(inForce, {device, heard, Instant{}}, kFirstNoon + 60s - 1us).findings.empty());
    const auto verdict = judgeSilence(inForce, {device, heard, Instant{}}, kFirstNoon + 60s);
    QCOMPARE(verdict.findings.size(), 1U);
    QVERIFY(verdict.findings[0].lastHeard == kFirstNoon);
    QVERIFY(!verdict.isStale);
}

void SilenceTest::aMetricNeverHeardIsNoOpinion()
{
    const auto inForce = terms(with({silentRule(RuleCondition::MetricSilent, 60s)}));
    const auto verdict = judgeSilence(inForce, {online(kFirstNoon), {}, Instant{}}, kFirstNoon + 1h);
    QVERIFY(verdict.findings.empty());
    QVERIFY(verdict.next == kFirstNoon + 1h + 30s);
}

// After a take-over it is known that the device had the metric, but not when it was last heard.
void SilenceTest::aMetricHeardBeforeWeTookNoteCountsFromThen()
{
    const auto inForce = terms(with({silentRule(RuleCondition::MetricSilent, 60s)}));
    auto device = online(kFirstNoon + 1h);
    device.state.values = {{model::MetricCode::of(kTemp, model::MetricKind::Number), 20}};
    const Instant since = kFirstNoon + 1h;
    QVERIFY(judgeSilence(inForce, {device, {}, since}, since + 60s - 1us).findings.empty());
    const auto verdict = judgeSilence(inForce, {device, {}, since}, since + 60s);
    QCOMPARE(verdict.findings.size(), 1U);
    QVERIFY(!verdict.findings[0].lastHeard);
}

void SilenceTest::whatBecomesStricterCountsFromTheChange()
{
    model::TenantConfig config = with({silentRule(RuleCondition::DeviceSilent, 3600s)});
    config.settings.heartbeatStale = 3600s;
    const auto before = terms(config);
    config.settings.heartbeatStale = 10s;
    config.rules[0].silentAfter = 20s;
    const auto after = terms(config, &before, kFirstNoon + 600s);
    const auto device = online(kFirstNoon);
    const auto verdict = judgeSilence(after, {device, {}, Instant{}}, kFirstNoon + 610s - 1us);
    QVERIFY(!verdict.isStale && verdict.findings.empty());
    QVERIFY(verdict.next == kFirstNoon + 610s);
    QVERIFY(judgeSilence(after, {device, {}, Instant{}}, kFirstNoon + 610s).isStale);
    QVERIFY(judgeSilence(after, {device, {}, Instant{}}, kFirstNoon + 620s - 1us).findings.empty());
    QCOMPARE(judgeSilence(after, {device, {}, Instant{}}, kFirstNoon + 620s).findings.size(), 1U);
}

void SilenceTest::whatConcernsOthersCountsFromTheChange()
{
    auto rule = silentRule(RuleCondition::DeviceSilent, 60s);
    rule.siteIds = {u"south"_s};
    const auto before = terms(with({rule}));
    rule.siteIds = {};
    const auto after = terms(with({rule}), &before, kFirstNoon + 1h);
    QVERIFY(after.rules[0].term.since == kFirstNoon + 1h);
}

void SilenceTest::otherChangesCountOn()
{
    auto rule = silentRule(RuleCondition::DeviceSilent, 60s);
    const auto before = terms(with({rule}));
    rule.name = u"renamed"_s;
    rule.severity = 5;
    rule.silentAfter = 120s;
    const auto after = terms(with({rule}), &before, kFirstNoon + 1h);
    QVERIFY(after.rules[0].term.since == Instant{});
    QVERIFY(after.stale.since == Instant{});
}

void SilenceTest::awaitsAMetricThatNobodyNamed()
{
    auto rule = silentRule(RuleCondition::MetricSilent, 60s);
    QVERIFY(!terms(with({rule})).awaitsMetric());
    rule.metricName = u"humidity"_s;
    QVERIFY(terms(with({rule})).awaitsMetric());
    QVERIFY(!terms(with({silentRule(RuleCondition::DeviceSilent, 60s)})).awaitsMetric());
}

void SilenceTest::watchesTheMetricsOfItsRules()
{
    auto threshold = silentRule(RuleCondition::Threshold, 0s);
    threshold.metricName = u"temp_c"_s;
    QVERIFY(
        watchedMetrics(std::vector{threshold, silentRule(RuleCondition::DeviceSilent, 60s)}, lookup).empty());
    auto disabled = silentRule(RuleCondition::MetricSilent, 60s);
    disabled.isEnabled = false;
    QVERIFY(watchedMetrics(std::vector{disabled}, lookup).empty());
    const auto rule = silentRule(RuleCondition::MetricSilent, 60s);
    QCOMPARE(watchedMetrics(std::vector{rule, rule}, lookup), std::vector{kTemp});
}

PULSE_TEST_CASE(SilenceTest)
#include "silence_test.moc"
