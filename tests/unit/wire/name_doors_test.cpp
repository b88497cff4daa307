// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What one door admits, another can name: each name goes through every door that takes its kind, and all of
// them say the same.
#include "ingest/envelope.h"
#include "ingest/topic.h"
#include "model/names.h"
#include "simulator/fleet_file.h"
#include "store/tenancy/provision_token.h"
#include "wire/alerts/alert_rule_json.h"
#include "wire/alerts/backtest_json.h"
#include "wire/delivery/email_json.h"
#include "wire/delivery/integration_json.h"
#include "wire/delivery/mqtt_json.h"
#include "wire/delivery/route_json.h"
#include "wire/delivery/snmp_integration_json.h"

#include <QJsonArray>
#include <QTest>

using namespace pulse;
using namespace Qt::StringLiterals;
using wire::BodyKind;

namespace {

struct Door {
    const char *name;
    bool (*admits)(const QString &text); // and keeps it as it is
};

QJsonObject threshold()
{
    return {{u"name"_s, u"r"_s}, {u"metric_name"_s, u"m"_s}, {u"operator"_s, u"GT"_s}, {u"threshold"_s, 1}};
}

QJsonObject with(QJsonObject body, const QString &field, const QJsonValue &value)
{
    body.insert(field, value);
    return body;
}

std::optional<model::AlertRule> rule(const QJsonObject &body)
{
    const auto made = wire::applyBody(model::AlertRule(), body, BodyKind::Create);
    return made ? std::optional(*made) : std::nullopt;
}

std::optional<model::BacktestRequest> backtest(const QString &field, const QJsonValue &value)
{
    QJsonObject body = with(threshold(), u"start"_s, u"2026-01-01"_s);
    body.insert(u"end"_s, u"2026-01-02"_s);
    const auto made = wire::backtestRequestFrom(with(body, field, value));
    return made ? std::optional(*made) : std::nullopt;
}

std::optional<model::Route> route(const QString &field, const QJsonValue &value)
{
    const auto made =
        wire::applyBody(model::Route(), {{u"integration_id"_s, u"i"_s}, {field, value}}, BodyKind::Create);
    return made ? std::optional(*made) : std::nullopt;
}

bool payloadAdmits(const QString &name)
{
    ingest::EnvelopeDecoder decoder;
    // By hand: Qt would write a lone surrogate as another character.
    QByteArray text;
    for (const QChar c : name)
        text += "\\u" + QByteArray::number(c.unicode(), 16).rightJustified(4, '0');
    const auto envelope = decoder.decode("tenant/acme/device/one/telemetry",
                                         R"({"metrics":{")" + text + R"(":1}})", {}, Instant{});
    return !envelope.malformed && envelope.metrics[0].isSupported
        && envelope.metrics[0].name == QByteArrayView(name.toUtf8());
}

bool silenceAdmits(const QString &name)
{
    const auto made = rule({{u"name"_s, u"r"_s},
                            {u"condition"_s, u"METRIC_SILENT"_s},
                            {u"metric_name"_s, name},
                            {u"silent_seconds"_s, 60}});
    return made && made->metricName == name;
}

const QList<Door> kMetricDoors{
    {"a payload", payloadAdmits},
    {"a threshold rule",
     [](const QString &name) {
         const auto made = rule(with(threshold(), u"metric_name"_s, name));
         return made && made->metricName == name;
     }},
    {"a silence rule", silenceAdmits},
    {"a back-test",
     [](const QString &name) {
         const auto made = backtest(u"metric_name"_s, name);
         return made && made->rule.metricName == name;
     }},
};

bool topicAdmits(const QByteArray &topic) { return ingest::parseTopic(topic).has_value(); }

bool fleetAdmits(const QString &id)
{
    const QByteArray utf8 = id.toUtf8();
    return id.isValidUtf16()
        && simulator::parseFleet(utf8 + '\t' + utf8 + '\t' + utf8 + "\ttoken\n", u"fleet"_s).has_value();
}

const QList<Door> kIdDoors{
    {"a topic's tenant",
     [](const QString &id) {
         return id.isValidUtf16() && topicAdmits("tenant/" + id.toUtf8() + "/device/one/telemetry");
     }},
    {"a topic's device",
     [](const QString &id) {
         return id.isValidUtf16() && topicAdmits("tenant/acme/device/" + id.toUtf8() + "/telemetry");
     }},
    {"device add", [](const QString &id) { return store::checkOutsideId(u"device_id"_s, id).has_value(); }},
    {"a rule's sites",
     [](const QString &id) {
         const auto made = rule(with(threshold(), u"site_ids"_s, QJsonArray{id}));
         return made && made->siteIds == QStringList{id};
     }},
    {"a rule's devices",
     [](const QString &id) {
         const auto made = rule(with(threshold(), u"device_prefixes"_s, QJsonArray{id}));
         return made && made->devicePrefixes == QStringList{id};
     }},
    {"a route's sites",
     [](const QString &id) {
         const auto made = route(u"site_ids"_s, QJsonArray{id});
         return made && made->siteIds == QStringList{id};
     }},
    {"a route's devices",
     [](const QString &id) {
         const auto made = route(u"device_prefixes"_s, QJsonArray{id});
         return made && made->devicePrefixes == QStringList{id};
     }},
    {"a back-test's devices",
     [](const QString &id) {
         const auto made = backtest(u"device_ids"_s, QJsonArray{id});
         return made && made->deviceIds == QStringList{id};
     }},
    {"a simulator's fleet", fleetAdmits},
};

QJsonObject emailBody(const QString &name)
{
    return {{u"name"_s, name},
            {u"smtp_config"_s,
             QJsonObject{{u"smtp_host"_s, u"mail.example"_s}, {u"from_address"_s, u"a@example.com"_s}}},
            {u"recipients"_s, QJsonObject{{u"to"_s, QJsonArray{u"b@example.com"_s}}}}};
}

QJsonObject mqttBody(const QString &name)
{
    return {{u"name"_s, name},
            {u"mqtt_config"_s, QJsonObject{{u"broker_url"_s, u"mqtt://broker.example"_s}}},
            {u"mqtt_topic"_s, u"alerts/{tenant_id}/x"_s}};
}

QJsonObject snmpBody(const QString &name)
{
    return {{u"name"_s, name},
            {u"snmp_host"_s, u"nms.example"_s},
            {u"snmp_config"_s, QJsonObject{{u"community"_s, u"c0mmunity"_s}}}};
}

const QList<Door> kDisplayNameDoors{
    {"a rule",
     [](const QString &name) {
         const auto made = rule(with(threshold(), u"name"_s, name));
         return made && made->name == name;
     }},
    {"a back-test",
     [](const QString &name) {
         const auto made = backtest(u"name"_s, name);
         return made && made->rule.name == name;
     }},
    {"a route",
     [](const QString &name) {
         const auto made = route(u"name"_s, name);
         return made && !name.isEmpty() && made->name == name; // an empty one is the integration's
     }},
    {"a webhook",
     [](const QString &name) {
         const QJsonObject body{{u"name"_s, name}, {u"webhook_url"_s, u"https://hooks.example/"_s}};
         const auto made = wire::applyBody(wire::WebhookIntegration(), body, BodyKind::Create);
         return made && made->integration.name == name;
     }},
    {"an email",
     [](const QString &name) {
         const auto made = wire::applyEmailBody({}, emailBody(name), BodyKind::Create);
         return made && made->integration.name == name;
     }},
    {"an MQTT integration",
     [](const QString &name) {
         const auto made = wire::applyMqttBody({}, mqttBody(name), BodyKind::Create);
         return made && made->integration.name == name;
     }},
    {"SNMP",
     [](const QString &name) {
         const auto made = wire::applySnmpBody({}, snmpBody(name), BodyKind::Create);
         return made && made->integration.name == name;
     }},
};

const QStringList kNames{u"temp_c"_s,
                         u"température"_s,
                         u"2m_temp"_s,
                         u"AM2301 Temperature"_s,
                         u"_a.b:c-9"_s,
                         u"1"_s,
                         u"-"_s,
                         u"."_s,
                         u"温度"_s,
                         u"🌡"_s,
                         u"e\u0301"_s,
                         u"a/b"_s,
                         u"a+b#c"_s,
                         u"Ops (night) & Co. 'East'"_s,
                         u"<b>\"%1\" {x} [0] $y \\z"_s,
                         u"' OR 1=1 --"_s,
                         u"rtl \u05d0\u05d1"_s,
                         u"a\u200db"_s,
                         u"null"_s,
                         u" "_s,
                         u" a"_s,
                         u"a\u00a0"_s,
                         u"a\tb"_s,
                         u"a\r\nb"_s,
                         u"a\x7f"_s,
                         u"a\u0085b"_s,
                         u"a\u2028b"_s,
                         u"a"_s + QChar(0),
                         u"a"_s + QChar(0xd800),
                         QChar(0xdc00) + u"a"_s,
                         QString(100, u'a'),
                         QString(101, u'a'),
                         QString(128, u'a'),
                         QString(129, u'a'),
                         QString(64, u'ä'),
                         QString(65, u'ä'),
                         u"🌡"_s.repeated(32),
                         u"🌡"_s.repeated(100),
                         u"🌡"_s.repeated(101),
                         QString()};

} // namespace

class NameDoorsTest : public QObject {
    Q_OBJECT

private slots:
    void whatOneDoorAdmitsAnotherCanName_data();
    void whatOneDoorAdmitsAnotherCanName();
};

void NameDoorsTest::whatOneDoorAdmitsAnotherCanName_data()
{
    QTest::addColumn<QString>("name");
    for (qsizetype i = 0; i < kNames.size(); ++i)
        QTest::addRow("%d %s", static_cast<int>(i),
                      kNames[i].left(20).toUtf8().toPercentEncoding().constData())
            << kNames[i];
}

void NameDoorsTest::whatOneDoorAdmitsAnotherCanName()
{
    QFETCH(QString, name);
    for (const Door &door : kMetricDoors)
        QVERIFY2(door.admits(name) == model::isMetricName(name), door.name);
    for (const Door &door : kIdDoors)
        QVERIFY2(door.admits(name) == model::isId(name), door.name);
    for (const Door &door : kDisplayNameDoors)
        QVERIFY2(door.admits(name) == model::isDisplayName(name), door.name);
}

QTEST_GUILESS_MAIN(NameDoorsTest)
#include "name_doors_test.moc"
