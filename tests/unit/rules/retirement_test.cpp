// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What ends an open alert, or a timer, though no reading says so.
#include "metric_keys.h"
#include "rules/retirement.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using model::AlertType;
using model::RuleCondition;
using pulse::test::kHumidity;
using pulse::test::kTemperature;
using rules::Retirement;

Q_DECLARE_METATYPE(std::optional<pulse::rules::Retirement>)

namespace {

MetricKey metricOfRule(const model::AlertRule &rule)
{
    return rule.metricName == "temp_c"_L1 ? kTemperature
        : rule.metricName.isEmpty()       ? MetricKey{}
                                          : kHumidity;
}

// One device, one alert of its one rule, and the timer of it: all as it should be.
struct Case {
    model::RegisteredDevice device;
    model::TenantConfig config;
    model::ActiveAlert alert{{1}, {7}, AlertType::Threshold, kTemperature};
    model::PendingRule timer{{7}, Instant{}, 41, 3};

    model::AlertRule &rule() { return config.rules.front(); }
};

Case untouched()
{
    Case one;
    one.device.deviceId = "pump-1";
    one.device.siteId = "north";
    model::AlertRule rule;
    rule.key = {7};
    rule.metricName = u"temp_c"_s;
    rule.version = 3;
    one.config.rules = {rule};
    return one;
}

using Change = void (*)(Case &);

} // namespace

Q_DECLARE_METATYPE(Change)

class RetirementTest : public QObject {
    Q_OBJECT
private slots:
    void alertsEnd_data();
    void alertsEnd();
    void timersEnd_data();
    void timersEnd();
};

void RetirementTest::alertsEnd_data()
{
    QTest::addColumn<Change>("change");
    QTest::addColumn<std::optional<Retirement>>("expected");
    const auto row = [](const char *name, std::optional<Retirement> expected, Change change) {
        QTest::newRow(name) << change << expected;
    };
    row("nothing happened", std::nullopt, [](Case &) {});
    row("another threshold", std::nullopt, [](Case &c) { c.rule().threshold = 99, ++c.rule().version; });
    row("a scope that still covers it", std::nullopt,
        [](Case &c) { c.rule().siteIds = {u"north"_s}, c.rule().devicePrefixes = {u"pump"_s}; });
    row("device revoked", Retirement::DeviceRevoked, [](Case &c) { c.device.isActive = false; });
    row("rule deleted", Retirement::RuleDeleted, [](Case &c) { c.config.rules.clear(); });
    row("rule disabled", Retirement::RuleDisabled, [](Case &c) {
        c.config.rules.clear();
        c.config.disabledRules = {{6}, {7}};
    });
    row("other sites", Retirement::SiteLeft, [](Case &c) { c.rule().siteIds = {u"south"_s}; });
    row("other prefixes", Retirement::DeviceLeft, [](Case &c) { c.rule().devicePrefixes = {u"fan-"_s}; });
    row("another metric", Retirement::MetricChanged, [](Case &c) { c.rule().metricName = u"humidity"_s; });
    row("another condition", Retirement::ConditionChanged,
        [](Case &c) { c.rule().condition = RuleCondition::MetricSilent; });
    row("no metric known", std::nullopt, [](Case &c) { c.alert.metric = {}; });
    row("silence of a metric", std::nullopt, [](Case &c) {
        c.alert.type = AlertType::MetricSilent;
        c.rule().condition = RuleCondition::MetricSilent;
    });
    row("silence of a device", std::nullopt, [](Case &c) {
        c.alert = {{1}, {7}, AlertType::NoHeartbeat, {}};
        c.rule().condition = RuleCondition::DeviceSilent;
        c.rule().metricName.clear();
    });
    row("the tenant's heartbeat needs no rule", std::nullopt, [](Case &c) {
        c.alert = {{1}, {}, AlertType::NoHeartbeat, {}};
        c.config.rules.clear();
    });
    row("but the tenant's wish", Retirement::HeartbeatsOff, [](Case &c) {
        c.alert = {{1}, {}, AlertType::NoHeartbeat, {}};
        c.config.settings.heartbeatAlerts = false;
    });
    row("and a device", Retirement::DeviceRevoked, [](Case &c) {
        c.alert = {{1}, {}, AlertType::NoHeartbeat, {}};
        c.device.isActive = false;
    });
}

void RetirementTest::alertsEnd()
{
    QFETCH(Change, change);
    QFETCH(std::optional<Retirement>, expected);
    Case one = untouched();
    change(one);
    QVERIFY(rules::retirementOf(one.alert, {one.device, one.config}, metricOfRule) == expected);
}

void RetirementTest::timersEnd_data()
{
    QTest::addColumn<Change>("change");
    QTest::addColumn<bool>("expected");
    const auto row = [](const char *name, bool expected, Change change) {
        QTest::newRow(name) << change << expected;
    };
    row("nothing happened", false, [](Case &) {});
    row("rule changed", true, [](Case &c) { ++c.rule().version; });
    row("rule gone", true, [](Case &c) { c.config.rules.clear(); });
    row("device revoked", true, [](Case &c) { c.device.isActive = false; });
    row("other prefixes", true, [](Case &c) { c.rule().devicePrefixes = {u"fan-"_s}; });
    row("other sites", true, [](Case &c) { c.rule().siteIds = {u"south"_s}; });
}

void RetirementTest::timersEnd()
{
    QFETCH(Change, change);
    QFETCH(bool, expected);
    Case one = untouched();
    change(one);
    QCOMPARE(rules::isOutdated(one.timer, {one.device, one.config}), expected);
}

PULSE_TEST_CASE(RetirementTest)
#include "retirement_test.moc"
