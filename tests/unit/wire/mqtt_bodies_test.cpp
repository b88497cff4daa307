// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What clients write about MQTT: each fault names its field, the broker is replaced whole, and the login is
// never shown.
#include "body_with.h"
#include "support/suite/test_case.h"
#include "wire/delivery/integration_json.h"
#include "wire/delivery/mqtt_json.h"

#include <QJsonDocument>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using pulse::test::bodyWith;
using wire::BodyKind;

namespace {

QJsonObject goodMqtt()
{
    return {{u"name"_s, u"Plant bus"_s},
            {u"mqtt_config"_s,
             QJsonObject{{u"broker_url"_s, u"mqtts://Broker.example"_s},
                         {u"username"_s, u"us3r"_s},
                         {u"password"_s, u" p4ss "_s}}},
            {u"mqtt_topic"_s, u"alerts/{tenant_id}/{severity}/{device_id}"_s}};
}

Result<model::ConfiguredIntegration> applyMqtt(const QJsonObject &body, BodyKind kind = BodyKind::Create,
                                               const model::ConfiguredIntegration &before = {})
{
    return wire::applyMqttBody(before, body, kind);
}

} // namespace

class MqttBodiesTest : public QObject {
    Q_OBJECT
private slots:
    void createsWithDefaults();
    void showsNoLogin();
    void theBrokerIsReplacedWhole();
    void whatIsNotNamedStays();
    void faultsNameTheirField_data();
    void faultsNameTheirField();
    void everyVariableIsTaken();
    void brokersAreRead_data();
    void brokersAreRead();
    void ownRoot_data();
    void ownRoot();
};

void MqttBodiesTest::createsWithDefaults()
{
    const auto created = applyMqtt(goodMqtt());
    QVERIFY2(created, created ? "" : qPrintable(created.error().what));
    QCOMPARE(created->integration.type, model::IntegrationType::Mqtt);
    const wire::MqttConfig config = wire::mqttConfigFrom(created->fullConfig);
    QCOMPARE(config.broker.url, u"mqtts://broker.example:8883"_s);
    QCOMPARE(config.broker.username, u"us3r"_s);
    QCOMPARE(config.broker.password, u" p4ss "_s);
    QCOMPARE(config.topic, u"alerts/{tenant_id}/{severity}/{device_id}"_s);
    QCOMPARE(config.qos, 1);
    QVERIFY(!config.isRetained);
}

void MqttBodiesTest::showsNoLogin()
{
    const auto created = applyMqtt(goodMqtt());
    QVERIFY(created);
    const QJsonObject expected{{u"mqtt_broker_url"_s, u"mqtts://broker.example:8883"_s},
                               {u"mqtt_topic"_s, u"alerts/{tenant_id}/{severity}/{device_id}"_s},
                               {u"mqtt_qos"_s, 1},
                               {u"mqtt_retain"_s, false}};
    QCOMPARE(created->integration.config, expected);
    QCOMPARE(wire::destinationOf(created->integration), u"mqtts://broker.example:8883"_s);
}

// A password must not follow a change of the broker to one that collects passwords.
void MqttBodiesTest::theBrokerIsReplacedWhole()
{
    const auto created = applyMqtt(goodMqtt());
    QVERIFY(created);
    const QJsonObject moved{{u"broker_url"_s, u"mqtts://other.example:999"_s}};
    const auto changed = applyMqtt({{u"mqtt_config"_s, moved}}, BodyKind::Change, *created);
    QVERIFY2(changed, changed ? "" : qPrintable(changed.error().what));
    const wire::MqttConfig config = wire::mqttConfigFrom(changed->fullConfig);
    QCOMPARE(config.broker.url, u"mqtts://other.example:999"_s);
    QCOMPARE(config.broker.username, QString());
    QVERIFY(!QJsonDocument(changed->fullConfig).toJson().contains("p4ss"));
}

void MqttBodiesTest::whatIsNotNamedStays()
{
    const auto created = applyMqtt(bodyWith(goodMqtt(), u"mqtt_qos"_s, 2));
    QVERIFY(created);
    const auto changed = applyMqtt({{u"mqtt_retain"_s, true}}, BodyKind::Change, *created);
    QVERIFY(changed);
    const wire::MqttConfig config = wire::mqttConfigFrom(changed->fullConfig);
    QVERIFY(config.isRetained);
    QCOMPARE(config.qos, 2);
    QCOMPARE(config.broker.password, u" p4ss "_s);
    QCOMPARE(applyMqtt({}, BodyKind::Change, *created).error().code, u"empty_change"_s);
}

void MqttBodiesTest::faultsNameTheirField_data()
{
    QTest::addColumn<QString>("field");
    QTest::addColumn<QJsonValue>("value");
    const auto row = [](const char *name, const QString &field, const QJsonValue &value) {
        QTest::newRow(name) << field << value;
    };
    row("name", u"name"_s, u"a\tb"_s);
    row("unknown", u"webhook_url"_s, u"x"_s);
    row("no object", u"mqtt_config"_s, u"mqtts://broker.example"_s);
    row("no address", u"mqtt_config.broker_url"_s, u" "_s);
    row("login in the address", u"mqtt_config.broker_url"_s, u"mqtts://a:b@broker.example"_s);
    row("another scheme", u"mqtt_config.broker_url"_s, u"https://broker.example"_s);
    row("WebSockets", u"mqtt_config.broker_url"_s, u"wss://broker.example"_s);
    row("password alone", u"mqtt_config.username"_s, u""_s);
    row("long password", u"mqtt_config.password"_s, QString(256, u'x'));
    row("user with a line break", u"mqtt_config.username"_s, u"a\nb"_s);
    row("unknown within", u"mqtt_config.user"_s, u"x"_s);
    row("no topic", u"mqtt_topic"_s, u""_s);
    row("long topic", u"mqtt_topic"_s, QString(513, u'x'));
    row("plus", u"mqtt_topic"_s, u"alerts/{tenant_id}/+"_s);
    row("hash", u"mqtt_topic"_s, u"alerts/{tenant_id}/#"_s);
    row("NUL", u"mqtt_topic"_s, QString(u"alerts/{tenant_id}/"_s + QChar(0) + u'x'));
    row("line break", u"mqtt_topic"_s, u"alerts/{tenant_id}/a\nb"_s);
    row("the broker's own", u"mqtt_topic"_s, u"$SYS/x"_s);
    row("variable", u"mqtt_topic"_s, u"alerts/{tenant_id}/{device}"_s);
    row("attribute", u"mqtt_topic"_s, u"alerts/{tenant_id}/{device_id.x}"_s);
    row("brace", u"mqtt_topic"_s, u"alerts/{tenant_id}/{device_id"_s);
    row("qos 3", u"mqtt_qos"_s, 3);
    row("qos -1", u"mqtt_qos"_s, -1);
    row("qos as text", u"mqtt_qos"_s, u"1"_s);
    row("retain", u"mqtt_retain"_s, u"yes"_s);
}

void MqttBodiesTest::faultsNameTheirField()
{
    QFETCH(QString, field);
    QFETCH(QJsonValue, value);
    const auto result = applyMqtt(bodyWith(goodMqtt(), field, value));
    QVERIFY(!result);
    QCOMPARE(result.error().kind, ErrorKind::Invalid);
    QCOMPARE(result.error().field, field);
}

void MqttBodiesTest::everyVariableIsTaken()
{
    QCOMPARE(wire::mqttVariables().size(), 6);
    for (const QString &name : wire::mqttVariables())
        QVERIFY2(applyMqtt(bodyWith(goodMqtt(), u"mqtt_topic"_s, u"alerts/{tenant_id}/{"_s + name + u'}')),
                 qPrintable(name));
    const auto unknown = applyMqtt(bodyWith(goodMqtt(), u"mqtt_topic"_s, u"alerts/{tenent_id}"_s));
    QVERIFY(unknown.error().what.contains(u"{tenent_id} is not a variable; there are {tenant_id}, "_s));
}

void MqttBodiesTest::brokersAreRead_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("expected"); // empty: none
    const auto row = [](const char *url, const QString &expected) {
        QTest::newRow(url) << QString::fromUtf8(url) << expected;
    };
    row("mqtt://broker.example", u"tcp broker.example 1883"_s);
    row("mqtts://broker.example", u"tls broker.example 8883"_s);
    row("mqtts://broker.example/", u"tls broker.example 8883"_s);
    row("mqtts://192.0.2.1:1", u"tls 192.0.2.1 1"_s);
    row("mqtts://[2001:db8::1]:99", u"tls [2001:db8::1] 99"_s);
    row("mqtts://bücher.example", u"tls xn--bcher-kva.example 8883"_s);
    row("mqtts://broker.example:0", u""_s);
    row("mqtts://broker.example:65536", u""_s);
    row("mqtts://broker.example/x", u""_s);
    row("mqtts://broker.example?x", u""_s);
    row("mqtts://broker.example#x", u""_s);
    row("mqtts://user@broker.example", u""_s);
    row("mqtts://", u""_s);
    row("mqtts:broker.example", u""_s);
    row("ssl://broker.example", u""_s);
    row("broker.example", u""_s);
    row("broker.example:1883", u""_s);
    row("mqtts://a b.example", u""_s);
    row("mqtts://a.example\r\nx", u""_s);
    row("", u""_s);
}

void MqttBodiesTest::brokersAreRead()
{
    QFETCH(QString, url);
    QFETCH(QString, expected);
    const auto read = wire::mqttBrokerUrl(url);
    const QString text =
        read ? u"%1 %2 %3"_s.arg(read->isTls ? u"tls"_s : u"tcp"_s, read->host).arg(read->port) : QString();
    QCOMPARE(text, expected);
}

void MqttBodiesTest::ownRoot_data()
{
    QTest::addColumn<bool>("isOwn");
    QTest::newRow("alerts/{tenant_id}/x") << true;
    QTest::newRow("alerts/{tenant_id}/{device_id}") << true;
    QTest::newRow("alerts/{tenant_id}/") << false;
    QTest::newRow("alerts/{tenant_id}") << false;
    QTest::newRow("alerts/{tenant_id}x/y") << false;
    QTest::newRow("alerts/{device_id}/x") << false;
    QTest::newRow("alerts/other-tenant/x") << false;
    QTest::newRow("/alerts/{tenant_id}/x") << false;
    QTest::newRow("Alerts/{tenant_id}/x") << false;
    QTest::newRow("alerts/{{tenant_id}}/x") << false;
}

void MqttBodiesTest::ownRoot()
{
    QFETCH(bool, isOwn);
    QCOMPARE(wire::isUnderOwnRoot(QString::fromLatin1(QTest::currentDataTag())), isOwn);
}

PULSE_TEST_CASE(MqttBodiesTest)
#include "mqtt_bodies_test.moc"
