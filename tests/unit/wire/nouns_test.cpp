// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Every noun to JSON and back, with all its fields and with none of the optional ones; and what is not one
// names the field.
#include "support/suite/noon.h"
#include "support/suite/test_case.h"
#include "wire/accounts/session_json.h"
#include "wire/alerts/alert_json.h"
#include "wire/alerts/alert_rule_json.h"
#include "wire/alerts/system_alert_json.h"
#include "wire/core/json.h"
#include "wire/delivery/integration_json.h"
#include "wire/delivery/route_json.h"
#include "wire/fleet/device_json.h"
#include "wire/fleet/quarantine_json.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace std::chrono_literals;
using pulse::test::kNoon;

namespace {

model::Alert fullAlert()
{
    model::Alert alert;
    alert.alertId = 9'007'199'254'740'991; // the largest a JSON number holds for everybody
    alert.tenantId = u"acme"_s;
    alert.deviceId = u"frid\"ge/ä"_s;
    alert.siteId = u"north"_s;
    alert.type = model::AlertType::NoHeartbeat;
    alert.fingerprint = u"NO_HEARTBEAT:one"_s;
    alert.severity = 5;
    alert.confidence = 0.75;
    alert.summary = u"line\nbreak"_s;
    alert.details = {{u"deep"_s, QJsonObject{{u"value"_s, 1.5}}}};
    alert.createdAt = kNoon;
    alert.updatedAt = kNoon + 1us;
    alert.clearedAt = kNoon + 2us;
    alert.openedTs = kNoon - 3h;
    alert.clearedTs = kNoon - 2h;
    alert.acknowledgedAt = kNoon + 3us;
    alert.acknowledgedBy = u"Ann"_s;
    alert.shelf = {kNoon + 4us, u"pump is off"_s, u"Bob"_s, true};
    alert.isAnnounced = false;
    return alert;
}

model::AlertRule fullRule()
{
    model::AlertRule rule;
    rule.tenantId = u"acme"_s;
    rule.ruleId = u"r-1"_s;
    rule.name = u"Hot"_s;
    rule.isEnabled = false;
    rule.metricName = u"temp_c"_s;
    rule.comparison = model::Comparison::Lte;
    rule.threshold = -0.1;
    rule.clearValue = 3.5;
    rule.holdFor = 30min;
    rule.severity = 2;
    rule.description = u"why"_s;
    rule.siteIds = {u"north"_s, u"south"_s};
    rule.devicePrefixes = {u"pump-"_s};
    rule.version = 7;
    rule.createdAt = kNoon;
    rule.updatedAt = kNoon + 1s;
    return rule;
}

model::AlertRule silenceRule(model::RuleCondition condition)
{
    model::AlertRule rule;
    rule.ruleId = u"r-2"_s;
    rule.condition = condition;
    rule.metricName = condition == model::RuleCondition::MetricSilent ? u"temp_c"_s : QString();
    rule.silentAfter = 90s;
    rule.grace = 10s;
    return rule;
}

model::Route fullRoute()
{
    model::Route route;
    route.tenantId = u"acme"_s;
    route.routeId = u"o-1"_s;
    route.integrationId = u"i-1"_s;
    route.integrationName = u"Hook"_s;
    route.name = u"All"_s;
    route.isEnabled = false;
    route.minSeverity = 3;
    route.severities = {u"CRITICAL"_s, u"2"_s};
    route.alertTypes = {u"THRESHOLD"_s};
    route.siteIds = {u"north"_s};
    route.devicePrefixes = {u"fridge-"_s};
    route.ruleIds = {u"r-1"_s};
    route.deliverOn = {model::DeliverOn::Closed, model::DeliverOn::Acknowledged};
    route.priority = 7;
    route.createdAt = kNoon;
    route.updatedAt = kNoon + 1s;
    return route;
}

// To JSON, back, and to JSON again: the same text, so nothing was lost.
template <class T, class Decode> void checkRoundTrip(const T &value, Decode decode)
{
    const QJsonObject json = wire::toJson(value);
    const auto back = decode(json);
    QVERIFY2(back, back ? "" : qPrintable(back.error().what));
    QCOMPARE(wire::toJson(*back), json);
    QJsonObject newer = json;
    newer.insert(u"of_a_later_version"_s, u"ignored"_s);
    QVERIFY(decode(newer));
}

template <class T, class Decode> void checkRequired(const T &value, Decode decode, const QStringList &fields)
{
    for (const QString &field : fields) {
        QJsonObject json = wire::toJson(value);
        json.remove(field);
        const auto decoded = decode(json);
        QVERIFY2(!decoded, qPrintable(field));
        QCOMPARE(decoded.error().field, field);
        QCOMPARE(decoded.error().kind, ErrorKind::Invalid);
    }
}

} // namespace

class NounsTest : public QObject {
    Q_OBJECT
private slots:
    void alerts();
    void alertRules();
    void alertRulesOfSilence();
    void anAlertRuleOfAnOlderServerHasAThreshold();
    void devices();
    void telemetryPoints();
    void routes();
    void integrations();
    void sessions();
    void quarantineEvents();
    void systemAlerts();
    void timesAreUtcWithMicroseconds();
};

void NounsTest::alerts()
{
    checkRoundTrip(fullAlert(), wire::alertFrom);
    model::Alert least;
    least.alertId = 1;
    least.createdAt = kNoon;
    least.updatedAt = kNoon;
    checkRoundTrip(least, wire::alertFrom);
    checkRequired(fullAlert(), wire::alertFrom, {u"alert_id"_s, u"alert_type"_s, u"created_at"_s});
    const QJsonObject json = wire::toJson(fullAlert());
    QVERIFY(json.value(u"alert_id"_s).isDouble());
    QVERIFY(json.value(u"details"_s).isObject());
    QCOMPARE(json.value(u"status"_s).toString(), u"CLOSED"_s);
    QVERIFY(wire::toJson(least).value(u"closed_at"_s).isNull());
    const model::Alert back = *wire::alertFrom(json);
    QCOMPARE(back.alertId, fullAlert().alertId);
    QVERIFY(back.shelf == fullAlert().shelf);
    QVERIFY(!back.isAnnounced);
    QCOMPARE(back.openedTs, fullAlert().openedTs);
    QVERIFY(wire::toJson(least).value(u"cleared_ts"_s).isNull());
    QJsonObject older = wire::toJson(least); // a server that knows no device times
    older.remove(u"opened_ts"_s);
    QCOMPARE(wire::alertFrom(older)->openedTs, least.createdAt);
    QCOMPARE(back.acknowledgedBy, u"Ann"_s);
}

void NounsTest::alertRules()
{
    checkRoundTrip(fullRule(), wire::alertRuleFrom);
    model::AlertRule least;
    least.ruleId = u"r"_s;
    checkRoundTrip(least, wire::alertRuleFrom);
    QVERIFY(!wire::alertRuleFrom(wire::toJson(least))->clearValue);
    checkRequired(fullRule(), wire::alertRuleFrom, {u"rule_id"_s, u"operator"_s});
    const model::AlertRule back = *wire::alertRuleFrom(wire::toJson(fullRule()));
    QCOMPARE(back.comparison, model::Comparison::Lte);
    QCOMPARE(back.threshold, -0.1);
    QCOMPARE(back.clearValue, std::optional(3.5));
    QCOMPARE(back.siteIds, fullRule().siteIds);
    QVERIFY(back.holdFor == 30min);
    QCOMPARE(back.devicePrefixes, fullRule().devicePrefixes);
    QCOMPARE(back.version, 7);
}

void NounsTest::alertRulesOfSilence()
{
    for (const auto condition : {model::RuleCondition::MetricSilent, model::RuleCondition::DeviceSilent}) {
        checkRoundTrip(silenceRule(condition), wire::alertRuleFrom);
        const QJsonObject json = wire::toJson(silenceRule(condition));
        for (const QString &other : {u"operator"_s, u"threshold"_s, u"clear_value"_s, u"for_seconds"_s})
            QVERIFY2(json.value(other).isNull(), qPrintable(other));
        const model::AlertRule back = *wire::alertRuleFrom(json);
        QCOMPARE(back.condition, condition);
        QVERIFY(back.silentAfter == 90s && back.grace == 10s);
    }
    QVERIFY(wire::toJson(silenceRule(model::RuleCondition::DeviceSilent)).value(u"metric_name"_s).isNull());
}

void NounsTest::anAlertRuleOfAnOlderServerHasAThreshold()
{
    QJsonObject json = wire::toJson(fullRule());
    for (const QString &later : {u"condition"_s, u"for_seconds"_s, u"silent_seconds"_s, u"grace_seconds"_s,
                                 u"device_prefixes"_s, u"version"_s})
        json.remove(later);
    const auto back = wire::alertRuleFrom(json);
    QVERIFY(back && back->condition == model::RuleCondition::Threshold && back->holdFor == 0s);
}

void NounsTest::devices()
{
    model::Device device;
    device.deviceId = u"one"_s;
    checkRoundTrip(device, wire::deviceFrom);
    device.tenantId = u"acme"_s;
    device.siteId = u"north"_s;
    device.status = model::DeviceStatus::Revoked;
    device.lastSeenAt = kNoon;
    device.lastHeartbeatAt = kNoon + 1us;
    device.lastTelemetryAt = kNoon + 2us;
    device.lastStateChangeAt = kNoon + 3us;
    device.clock = model::SlowClock{3600s + 250ms, kNoon + 4us};
    device.state = {{u"temp_c"_s, 21.5}, {u"uplink_ok"_s, true}};
    checkRoundTrip(device, wire::deviceFrom);
    checkRequired(device, wire::deviceFrom, {u"device_id"_s, u"status"_s});
    QVERIFY(wire::deviceFrom(wire::toJson(device))->lastTelemetryAt == device.lastTelemetryAt);
}

void NounsTest::telemetryPoints()
{
    const model::TelemetryPoint point{kNoon, {{u"a"_s, 1}, {u"b"_s, true}}};
    checkRoundTrip(point, wire::telemetryPointFrom);
    checkRequired(point, wire::telemetryPointFrom, {u"timestamp"_s});
}

void NounsTest::routes()
{
    checkRoundTrip(fullRoute(), wire::routeFrom);
    model::Route least;
    least.routeId = u"o"_s;
    checkRoundTrip(least, wire::routeFrom);
    QVERIFY(!wire::routeFrom(wire::toJson(least))->minSeverity);
    checkRequired(fullRoute(), wire::routeFrom, {u"route_id"_s});
    QCOMPARE(wire::routeFrom(wire::toJson(fullRoute()))->deliverOn, fullRoute().deliverOn);
}

void NounsTest::integrations()
{
    model::Integration integration;
    integration.integrationId = u"i-1"_s;
    integration.name = u"Hook"_s;
    integration.type = model::IntegrationType::Webhook;
    integration.config = {{u"url"_s, u"https://hooks.example:8443"_s}};
    integration.createdAt = kNoon;
    integration.updatedAt = kNoon;
    checkRoundTrip(integration, wire::integrationFrom);
    checkRequired(integration, wire::integrationFrom, {u"integration_id"_s, u"type"_s});
    const wire::WebhookConfig config{u"https://hooks.example/secret"_s, {{u"X-Token"_s, u"s"_s}}};
    const auto back = wire::webhookConfigFrom(wire::toJson(config));
    QCOMPARE(back.url, config.url);
    QCOMPARE(back.headers, config.headers);
}

void NounsTest::sessions()
{
    const wire::Session session{u"access"_s, u"refresh"_s,        60s,      120s,
                                u"ann"_s,    u"customer_admin"_s, u"acme"_s};
    checkRoundTrip(session, wire::sessionFrom);
    checkRequired(session, wire::sessionFrom, {u"access_token"_s});
    const auto back = *wire::sessionFrom(wire::toJson(session));
    QVERIFY(back.expiresIn == 60s && back.refreshExpiresIn == 120s);
    QCOMPARE(back.tenantId, u"acme"_s);
}

void NounsTest::quarantineEvents()
{
    const model::QuarantineEvent event{kNoon,    u"acme"_s,      u""_s,
                                       u"one"_s, u"telemetry"_s, model::RejectReason::TokenInvalid};
    const QJsonObject expected{{u"ingested_at"_s, u"2026-01-15T12:00:00.000000Z"_s},
                               {u"tenant_id"_s, u"acme"_s},
                               {u"site_id"_s, QJsonValue::Null},
                               {u"device_id"_s, u"one"_s},
                               {u"msg_type"_s, u"telemetry"_s},
                               {u"reason"_s, u"TOKEN_INVALID"_s}};
    QCOMPARE(wire::toJson(event), expected);
}

void NounsTest::systemAlerts()
{
    model::SystemAlert alert;
    alert.systemAlertId = 7;
    alert.kind = model::SystemAlertKind::IngestBlind;
    alert.summary = u"Nothing comes in"_s;
    alert.raisedAt = alert.updatedAt = kNoon;
    checkRoundTrip(alert, wire::systemAlertFrom);
    checkRequired(alert, wire::systemAlertFrom, {u"system_alert_id"_s, u"raised_at"_s});
    QVERIFY(wire::toJson(alert).value(u"system_alert_id"_s).isString());
    QVERIFY(wire::toJson(alert).value(u"tenant_id"_s).isNull()); // the whole installation
    alert.tenantId = u"acme"_s;
    alert.subject = u"i-1"_s;
    alert.severity = 5;
    alert.details = {{u"since"_s, u"2026-01-15T12:00:00.000000Z"_s}};
    alert.updatedAt = kNoon + 1us;
    alert.acknowledgedAt = kNoon + 2us;
    alert.acknowledgedBy = u"op"_s;
    QCOMPARE(wire::toJson(alert).value(u"status"_s).toString(), u"ACKNOWLEDGED"_s);
    alert.clearedAt = kNoon + 3us;
    checkRoundTrip(alert, wire::systemAlertFrom);
    QJsonObject newer = wire::toJson(alert);
    newer.insert(u"kind"_s, u"OF_A_LATER_VERSION"_s);
    QCOMPARE(wire::systemAlertFrom(newer)->kind, model::SystemAlertKind::Other);
}

void NounsTest::timesAreUtcWithMicroseconds()
{
    QCOMPARE(wire::toJson(kNoon + 1us), QJsonValue(u"2026-01-15T12:00:00.000001Z"_s));
    QVERIFY(wire::toJson(std::optional<Instant>()).isNull());
    QVERIFY(wire::instantFrom(u"2026-01-15T13:00:00+01:00"_s) == kNoon);
    QVERIFY(!wire::instantFrom(1'768'478'400));
    QVERIFY(!wire::instantFrom(QJsonValue::Null));
}

PULSE_TEST_CASE(NounsTest)
#include "nouns_test.moc"
