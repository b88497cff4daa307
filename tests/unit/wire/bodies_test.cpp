// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What clients write: each fault names its field, absent fields stay as they are, typing mistakes are no
// change.
#include "support/suite/test_case.h"
#include "wire/alerts/alert_rule_json.h"
#include "wire/core/json.h"
#include "wire/delivery/integration_json.h"
#include "wire/delivery/route_json.h"

#include <QJsonDocument>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using wire::BodyKind;

namespace {

enum class Noun { Rule, Route, Webhook };

QJsonObject goodBody(Noun noun)
{
    switch (noun) {
    case Noun::Rule:
        return {{u"name"_s, u"Hot"_s},
                {u"metric_name"_s, u"temp_c"_s},
                {u"operator"_s, u"GT"_s},
                {u"threshold"_s, 40}};
    case Noun::Route: return {{u"integration_id"_s, u"i-1"_s}};
    case Noun::Webhook: return {{u"name"_s, u"Hook"_s}, {u"webhook_url"_s, u"https://hooks.example/x"_s}};
    }
    Q_UNREACHABLE();
}

std::optional<Error> apply(Noun noun, const QJsonObject &body, BodyKind kind = BodyKind::Create)
{
    const auto errorOf = [](const auto &result) {
        return result ? std::nullopt : std::optional<Error>(result.error());
    };
    switch (noun) {
    case Noun::Rule: return errorOf(wire::applyBody(model::AlertRule(), body, kind));
    case Noun::Route: return errorOf(wire::applyBody(model::Route(), body, kind));
    case Noun::Webhook: return errorOf(wire::applyBody(wire::WebhookIntegration(), body, kind));
    }
    Q_UNREACHABLE();
}

} // namespace

class BodiesTest : public QObject {
    Q_OBJECT
private slots:
    void aGoodBodyPasses_data();
    void aGoodBodyPasses();
    void requiredFields_data();
    void requiredFields();
    void faults_data();
    void faults();
    void headersThatWouldSpoilADeliveryAreRefused_data();
    void headersThatWouldSpoilADeliveryAreRefused();
    void goodValues_data();
    void goodValues();
    void aChangeLeavesTheRestAlone();
    void anEmptyChangeIsAnError();
    void aRouteKeepsOneSpelling();
    void nullClearsWhatMayBeEmpty();
    void aChangeIsJudgedAsAWhole();
    void secretsDoNotShow();
    void bodiesAreObjects();
};

void BodiesTest::aGoodBodyPasses_data()
{
    QTest::addColumn<Noun>("noun");
    QTest::newRow("rule") << Noun::Rule;
    QTest::newRow("route") << Noun::Route;
    QTest::newRow("webhook") << Noun::Webhook;
}

void BodiesTest::aGoodBodyPasses()
{
    QFETCH(Noun, noun);
    const auto error = apply(noun, goodBody(noun));
    QVERIFY2(!error, error ? qPrintable(error->what) : "");
}

void BodiesTest::requiredFields_data()
{
    QTest::addColumn<Noun>("noun");
    QTest::addColumn<QString>("field");
    for (const Noun noun : {Noun::Rule, Noun::Route, Noun::Webhook}) {
        for (const QString &field : goodBody(noun).keys())
            QTest::addRow("%d %s", static_cast<int>(noun), qPrintable(field)) << noun << field;
    }
}

void BodiesTest::requiredFields()
{
    QFETCH(Noun, noun);
    QFETCH(QString, field);
    QJsonObject body = goodBody(noun);
    body.remove(field);
    const auto error = apply(noun, body);
    QVERIFY(error);
    QCOMPARE(error->field, field);
    QCOMPARE(error->kind, ErrorKind::Invalid);
    QVERIFY(error->what.contains(field));
}

void BodiesTest::faults_data()
{
    QTest::addColumn<Noun>("noun");
    QTest::addColumn<QString>("field");
    QTest::addColumn<QByteArray>("json");
    const auto row = [](Noun noun, const char *field, const QByteArray &json) {
        QTest::addRow("%d %s %s", static_cast<int>(noun), field, json.left(40).constData())
            << noun << QString::fromLatin1(field) << json;
    };
    const QByteArray tooLong = '"' + QByteArray(101, 'a') + '"';
    for (const char *json : {"1", "\"\"", "\"  \"", "null"})
        row(Noun::Rule, "name", json);
    row(Noun::Rule, "name", tooLong);
    row(Noun::Rule, "name", "\"a\\u0007b\"");
    row(Noun::Route, "name", "\"a\\nb\"");
    for (const char *json : {"\"\"", "\"a\\u0000\"", "\"a\\ud800\"", "1", "null"})
        row(Noun::Rule, "metric_name", json);
    for (const char *json : {"\"gt\"", "\"EQ\"", "\"\"", "null", "1"})
        row(Noun::Rule, "operator", json);
    for (const char *json : {"\"40\"", "null", "true", "{}"})
        row(Noun::Rule, "threshold", json);
    for (const char *json : {"40.1", "\"1\"", "[]"})
        row(Noun::Rule, "clear_value", json);
    for (const char *json : {"0", "6", "2.5", "\"3\"", "null", "1e300"})
        row(Noun::Rule, "severity", json);
    row(Noun::Rule, "description", '"' + QByteArray(1'001, 'a') + '"');
    for (const char *json : {"\"north\"", "[1]", "[\"\"]", "{}", "[[]]", "[\"a/b\"]"})
        row(Noun::Rule, "site_ids", json);
    for (const char *json : {"1", "\"true\"", "null"})
        row(Noun::Rule, "enabled", json);
    row(Noun::Rule, "treshold", "1");
    row(Noun::Rule, "rule_id", "\"mine\"");
    for (const char *json : {"1", "[]"})
        row(Noun::Route, "integration_id", json);
    for (const char *json : {"0", "6", "\"3\""})
        row(Noun::Route, "min_severity", json);
    for (const char *json : {"[\"critical\"]", "[\"6\"]", "[6]", "[2.5]", "[0]", "[true]", "5"})
        row(Noun::Route, "severities", json);
    row(Noun::Route, "alert_types", "[\"OTHER\"]");
    for (const char *json : {"[\"r-1\"]", "[\"\"]", "[1]", "\"0\""})
        row(Noun::Route, "rule_ids", json);
    for (const char *json : {"[]", "null", "[\"open\"]", "\"OPEN\""})
        row(Noun::Route, "deliver_on", json);
    for (const char *json : {"-1", "1000001", "1.5"})
        row(Noun::Route, "priority", json);
    row(Noun::Route, "tenant_id", "\"other\"");
    for (const char *json : {"\"\"", "\"a\\tb\"", "\"a\\u2028b\"", "1"})
        row(Noun::Webhook, "name", json);
    for (const char *json :
         {"\"\"", "\"hooks.example\"", "\"ftp://hooks.example/\"", "\"https://\"", "\"https:///x\"",
          "\"https://a b/\"", "\"javascript:alert(1)\"", "\"file:///etc/passwd\"", "null"})
        row(Noun::Webhook, "webhook_url", json);
    for (const char *json :
         {"[]", "{\"X-A\":1}", "{\"X-A\":\"a\\r\\nX-B: b\"}", "{\"X-A\":\"a\\nb\"}", "{\"\":\"a\"}",
          "{\"X A\":\"a\"}", "{\"X-A:\":\"a\"}", "{\"Host\":\"a\"}", "{\"content-LENGTH\":\"1\"}",
          "{\"Webhook-Signature\":\"a\"}", "{\"X-A\\r\\nX-B\":\"a\"}", "{\"X-A\\n\":\"a\"}",
          "{\"X-A\":\"a\\u0000\"}", "{\"X-A\":\"a\\u0007\"}", "{\"X-A\":\"a\\u007f\"}",
          "{\"webhook-anything\":\"a\"}"})
        row(Noun::Webhook, "headers", json);
    row(Noun::Webhook, "headers", "{\"X-A\":\"" + QByteArray(7'000, 'a') + "\"}");
    for (const char *json :
         {"\"whsec_AAAA\"", "[\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"]", "[\"whsec_AAAA\"]",
          "[\"whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA!\"]",
          "[\"whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\", \"whsec_BAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\", "
          "\"whsec_CAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"]"})
        row(Noun::Webhook, "signing_secrets", json);
    row(Noun::Webhook, "type", "\"snmp\"");
}

void BodiesTest::faults()
{
    QFETCH(Noun, noun);
    QFETCH(QString, field);
    QFETCH(QByteArray, json);
    QJsonObject body = goodBody(noun);
    body.insert(field, QJsonDocument::fromJson("[" + json + "]").array().at(0));
    for (const BodyKind kind : {BodyKind::Create, BodyKind::Change}) {
        const auto error = apply(noun, body, kind);
        QVERIFY(error);
        QCOMPARE(error->field, field);
        QCOMPARE(error->kind, ErrorKind::Invalid);
        QCOMPARE(error->code, u"invalid_field"_s);
    }
}

// Every delivery with one of them would fail, or not be read.
void BodiesTest::headersThatWouldSpoilADeliveryAreRefused_data()
{
    QTest::addColumn<QString>("value");
    QTest::newRow("Expect") << u"100-continue"_s;
    QTest::newRow("TE") << u"trailers"_s;
    QTest::newRow("Trailer") << u"X-A"_s;
    QTest::newRow("upgrade") << u"h2c"_s;
    QTest::newRow("Keep-Alive") << u"1"_s;
    QTest::newRow("Proxy-Authorization") << u"a"_s;
    QTest::newRow("Proxy-Connection") << u"a"_s;
    QTest::newRow("Content-Encoding") << u"gzip"_s;
    QTest::newRow("Content-MD5") << u"a"_s;
    QTest::newRow("Range") << u"bytes=0-1"_s;
    QTest::newRow("If-None-Match") << u"*"_s;
}

void BodiesTest::headersThatWouldSpoilADeliveryAreRefused()
{
    QFETCH(QString, value);
    QJsonObject body = goodBody(Noun::Webhook);
    body.insert(u"headers"_s, QJsonObject{{QString::fromLatin1(QTest::currentDataTag()), value}});
    for (const BodyKind kind : {BodyKind::Create, BodyKind::Change}) {
        const auto error = apply(Noun::Webhook, body, kind);
        QVERIFY(error);
        QCOMPARE(error->field, u"headers"_s);
        QCOMPARE(error->code, u"invalid_field"_s);
    }
}

void BodiesTest::goodValues_data()
{
    QTest::addColumn<Noun>("noun");
    QTest::addColumn<QString>("field");
    QTest::addColumn<QByteArray>("json");
    const auto row = [](Noun noun, const char *field, const char *json) {
        QTest::addRow("%s %s", field, json) << noun << QString::fromLatin1(field) << QByteArray(json);
    };
    row(Noun::Rule, "clear_value", "40");
    row(Noun::Rule, "clear_value", "null");
    row(Noun::Rule, "metric_name", "\"_a.b:c-9\"");
    row(Noun::Rule, "metric_name", "\"AM2301 Temp\\u00e9rature\"");
    row(Noun::Rule, "description", "null");
    row(Noun::Rule, "site_ids", "null");
    row(Noun::Rule, "severity", "5");
    row(Noun::Route, "min_severity", "null");
    row(Noun::Route, "severities", "[\"CRITICAL\",\"WARNING\",\"INFO\",\"1\",\"5\"]");
    row(Noun::Route, "severities", "[1,5,\"INFO\"]");
    row(Noun::Route, "rule_ids", "null");
    row(Noun::Route, "deliver_on", "[\"OPEN\",\"CLOSED\",\"ACKNOWLEDGED\"]");
    row(Noun::Route, "priority", "0");
    row(Noun::Webhook, "name", "\"K\\u00e4lte_1 - b\"");
    row(Noun::Webhook, "name", "\"Ops (night) & Co. 'East'\"");
    row(Noun::Route, "name", "null");
    row(Noun::Webhook, "webhook_url", "\"http://127.0.0.1:9999/x?y=z\"");
    row(Noun::Webhook, "webhook_url", "\"https://[::1]:8443/\"");
    row(Noun::Webhook, "headers", "{\"Authorization\":\"Bearer x\",\"X-\\u0041\":\"\"}");
}

void BodiesTest::goodValues()
{
    QFETCH(Noun, noun);
    QFETCH(QString, field);
    QFETCH(QByteArray, json);
    QJsonObject body = goodBody(noun);
    body.insert(field, QJsonDocument::fromJson("[" + json + "]").array().at(0));
    const auto error = apply(noun, body);
    QVERIFY2(!error, error ? qPrintable(error->what) : "");
}

void BodiesTest::aChangeLeavesTheRestAlone()
{
    const auto rule = *wire::applyBody(model::AlertRule(), goodBody(Noun::Rule), BodyKind::Create);
    const auto changed = wire::applyBody(rule, {{u"severity"_s, 5}}, BodyKind::Change);
    QVERIFY(changed);
    QCOMPARE(changed->severity, 5);
    QCOMPARE(changed->name, u"Hot"_s);
    QCOMPARE(changed->threshold, 40.0);
    QVERIFY(changed->isEnabled);
}

void BodiesTest::anEmptyChangeIsAnError()
{
    for (const Noun noun : {Noun::Rule, Noun::Route, Noun::Webhook}) {
        const auto error = apply(noun, {}, BodyKind::Change);
        QVERIFY(error);
        QCOMPARE(error->code, u"empty_change"_s);
    }
}

void BodiesTest::aRouteKeepsOneSpelling()
{
    const auto route = wire::applyBody(
        model::Route(),
        {{u"severities"_s, QJsonArray{4, u"CRITICAL"_s, u"4"_s}},
         {u"rule_ids"_s,
          QJsonArray{u"A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11"_s, u"a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"_s}}},
        BodyKind::Change);
    QVERIFY(route);
    QCOMPARE(route->severities, (QStringList{u"4"_s, u"CRITICAL"_s}));
    QCOMPARE(route->ruleIds, QStringList{u"a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"_s});
}

void BodiesTest::nullClearsWhatMayBeEmpty()
{
    auto body = goodBody(Noun::Rule);
    body.insert(u"clear_value"_s, 38);
    body.insert(u"site_ids"_s, QJsonArray{u" north "_s, u"north"_s, u"south"_s});
    const auto rule = *wire::applyBody(model::AlertRule(), body, BodyKind::Create);
    QCOMPARE(rule.clearValue, std::optional(38.0));
    QCOMPARE(rule.siteIds, (QStringList{u"north"_s, u"south"_s})); // trimmed, without doubles
    const auto cleared = wire::applyBody(
        rule, {{u"clear_value"_s, QJsonValue::Null}, {u"site_ids"_s, QJsonArray()}}, BodyKind::Change);
    QVERIFY(cleared);
    QVERIFY(!cleared->clearValue);
    QVERIFY(cleared->siteIds.isEmpty());
}

void BodiesTest::aChangeIsJudgedAsAWhole()
{
    auto body = goodBody(Noun::Rule);
    body.insert(u"clear_value"_s, 38);
    const auto rule = *wire::applyBody(model::AlertRule(), body, BodyKind::Create);
    const auto turned = wire::applyBody(rule, {{u"operator"_s, u"LT"_s}}, BodyKind::Change);
    QVERIFY(!turned);
    QCOMPARE(turned.error().field, u"clear_value"_s);
    QVERIFY(wire::applyBody(rule, {{u"operator"_s, u"LT"_s}, {u"clear_value"_s, 42}}, BodyKind::Change));
}

void BodiesTest::secretsDoNotShow()
{
    auto body = goodBody(Noun::Webhook);
    body.insert(u"webhook_url"_s, u"https://user:hidden@hooks.example:8443/hidden?token=hidden#hidden"_s);
    body.insert(u"headers"_s, QJsonObject{{u"X-Token"_s, u"hidden"_s}});
    const auto webhook = wire::applyBody(wire::WebhookIntegration(), body, BodyKind::Create);
    QVERIFY(webhook);
    const QByteArray shown = QJsonDocument(wire::toJson(webhook->integration)).toJson();
    QVERIFY2(!shown.contains("hidden") && !shown.contains("user"), shown.constData());
    QVERIFY(shown.contains("https://hooks.example:8443"));
    QVERIFY(webhook->config.url.contains(u"hidden"_s));
}

void BodiesTest::bodiesAreObjects()
{
    for (const char *text : {"", "[]", "1", "{", "null", "\xff"}) {
        const auto parsed = wire::parseObject(text);
        QVERIFY2(!parsed, text);
        QCOMPARE(parsed.error().code, u"bad_json"_s);
    }
    QVERIFY(wire::parseObject("{}"));
}

PULSE_TEST_CASE(BodiesTest)
#include "bodies_test.moc"
