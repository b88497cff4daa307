// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What an MQTT delivery says and where: a value never changes the shape of a topic, and a tenant stays below
// its own root.
#include "delivery/mqtt/mqtt_request.h"
#include "support/suite/test_case.h"

#include <QJsonDocument>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using delivery::AddressGuard;

namespace {

const QString kTopic = u"alerts/{tenant_id}/{severity}/{site_id}/{device_id}/{alert_id}/{alert_type}"_s;

QJsonObject pumpAlert()
{
    return {{u"tenant_id"_s, u"acme"_s},   {u"severity"_s, 5},    {u"site_id"_s, u"north"_s},
            {u"device_id"_s, u"pump-1"_s}, {u"alert_id"_s, 4711}, {u"alert_type"_s, u"THRESHOLD"_s}};
}

delivery::Message messageFor(const QString &topic, const QJsonObject &alert = pumpAlert(),
                             const QString &url = u"mqtts://broker.example"_s)
{
    const QJsonObject broker{{u"broker_url"_s, url}, {u"username"_s, u"us3r"_s}, {u"password"_s, u"p4ss"_s}};
    return {u"t1-r1"_s,
            QJsonDocument(alert).toJson(QJsonDocument::Compact),
            {{u"mqtt_config"_s, broker}, {u"mqtt_topic"_s, topic}, {u"mqtt_qos"_s, 2}}};
}

// The topic, or the code of the refusal.
QString topicOf(const delivery::Message &message, bool allowsAnyTopic = false)
{
    const auto request = delivery::mqttRequest(message, AddressGuard(), allowsAnyTopic);
    return request ? QString::fromUtf8(request->publication.topic) : request.error().what;
}

} // namespace

class MqttRequestTest : public QObject {
    Q_OBJECT
private slots:
    void saysWhatTheBodySays();
    void valuesStayWithinTheirLevel_data();
    void valuesStayWithinTheirLevel();
    void tenantsStayBelowTheirRoot_data();
    void tenantsStayBelowTheirRoot();
    void brokersAreJudged_data();
    void brokersAreJudged();
};

void MqttRequestTest::saysWhatTheBodySays()
{
    const delivery::Message message = messageFor(kTopic);
    const auto request = delivery::mqttRequest(message, AddressGuard(), false);
    QVERIFY2(request, request ? "" : qPrintable(request.error().what));
    QCOMPARE(request->publication.topic, "alerts/acme/5/north/pump-1/4711/THRESHOLD");
    QCOMPARE(request->publication.payload, message.body);
    QCOMPARE(int(request->publication.qos), 2);
    QVERIFY(!request->publication.isRetained);
    QVERIFY(request->publication.isText);
    QCOMPARE(request->publication.contentType, "application/json");
    QCOMPARE(request->publication.userProperties.at(0).name, "webhook-id");
    QCOMPARE(request->publication.userProperties.at(0).value, "t1-r1");
    QVERIFY(request->broker.isTls);
    QCOMPARE(request->broker.port, 8883);
    QCOMPARE(request->broker.peerName, u"broker.example"_s);
    QCOMPARE(request->broker.user, u"us3r"_s);
    QCOMPARE(request->broker.password, "p4ss");
}

void MqttRequestTest::valuesStayWithinTheirLevel_data()
{
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("level");
    const auto row = [](const char *name, const QString &value, const QString &level) {
        QTest::newRow(name) << value << level;
    };
    row("plain", u"pump-1"_s, u"pump-1"_s);
    row("empty", u""_s, u""_s);
    row("beyond ASCII", u"süd 日本"_s, u"süd 日本"_s);
    row("a level more", u"a/b"_s, u"a_b"_s);
    row("another tenant", u"../../globex/x"_s, u".._.._globex_x"_s);
    row("all levels", u"#"_s, u"_"_s);
    row("any level", u"+"_s, u"_"_s);
    row("NUL", QString(QChar(0)), u"_"_s);
    row("line breaks", u"a\r\nb"_s, u"a__b"_s);
    row("a C1 control", QString(QChar(0x85)), u"_"_s);
    row("a variable", u"{tenant_id}"_s, u"{tenant_id}"_s);
    row("dollar", u"$SYS"_s, u"$SYS"_s);
}

void MqttRequestTest::valuesStayWithinTheirLevel()
{
    QFETCH(QString, value);
    QFETCH(QString, level);
    for (const QString &name : {u"site_id"_s, u"device_id"_s, u"alert_type"_s}) {
        QJsonObject alert = pumpAlert();
        alert.insert(name, value);
        const QString topic = topicOf(messageFor(u"alerts/{tenant_id}/{%1}/end"_s.arg(name), alert));
        QCOMPARE(topic, u"alerts/acme/%1/end"_s.arg(level));
    }
}

void MqttRequestTest::tenantsStayBelowTheirRoot_data()
{
    QTest::addColumn<QString>("topic");
    QTest::addColumn<QString>("own"); // the topic, or the refusal
    QTest::addColumn<QString>("any"); // where the operator allows any
    const auto row = [](const char *topic, const QString &own, const QString &any) {
        QTest::newRow(topic) << QString::fromLatin1(topic) << own << any;
    };
    const QString no = u"topic_not_allowed"_s;
    row("alerts/{tenant_id}/x", u"alerts/acme/x"_s, u"alerts/acme/x"_s);
    row("alerts/{tenant_id}/{{x}}", u"alerts/acme/{x}"_s, u"alerts/acme/{x}"_s);
    row("alerts/globex/x", no, u"alerts/globex/x"_s);
    row("alerts/{device_id}/x", no, u"alerts/pump-1/x"_s);
    row("plant/alarms", no, u"plant/alarms"_s);
    row("{alert_type}", no, u"THRESHOLD"_s);
    row("$SYS/x", no, u"invalid_topic"_s);
    row("", u"missing_mqtt_topic"_s, u"missing_mqtt_topic"_s);
    row("alerts/{tenant_id}/{device}", u"template_unreadable"_s, u"template_unreadable"_s);
}

void MqttRequestTest::tenantsStayBelowTheirRoot()
{
    QFETCH(QString, topic);
    QFETCH(QString, own);
    QFETCH(QString, any);
    QCOMPARE(topicOf(messageFor(topic)), own);
    QCOMPARE(topicOf(messageFor(topic), true), any);
    QJsonObject nobodys = pumpAlert();
    nobodys.remove(u"tenant_id"_s);
    QVERIFY(!topicOf(messageFor(topic, nobodys)).contains(u'/'));
}

void MqttRequestTest::brokersAreJudged_data()
{
    QTest::addColumn<QString>("code"); // empty: passes
    const auto row = [](const char *url, const QString &code) { QTest::newRow(url) << code; };
    row("", u"missing_broker_url"_s);
    row("mqtts://broker.example", u""_s);
    row("mqtts://8.8.8.8:1", u""_s);
    row("mqtt://broker.example", u"url_blocked:tls_required"_s);
    row("https://broker.example", u"url_blocked:invalid_url"_s);
    row("mqtts://user:word@broker.example", u"url_blocked:invalid_url"_s);
    row("mqtts://localhost", u"url_blocked:blocked_host"_s);
    row("mqtts://10.0.0.1", u"url_blocked:blocked_ip:10.0.0.1"_s);
    row("mqtts://[::1]:99", u"url_blocked:blocked_ip:::1"_s);
    row("mqtts://0x7f.1", u"url_blocked:blocked_ip:127.0.0.1"_s);
}

void MqttRequestTest::brokersAreJudged()
{
    QFETCH(QString, code);
    const delivery::Message message =
        messageFor(kTopic, pumpAlert(), QString::fromLatin1(QTest::currentDataTag()));
    const auto request = delivery::mqttRequest(message, AddressGuard(), false);
    QCOMPARE(request ? QString() : request.error().what, code);
    const AddressGuard open({.allowsPlainMqtt = true});
    QCOMPARE(delivery::mqttRequest(message, open, false).has_value(),
             code.isEmpty() || code.endsWith("tls_required"_L1));
}

PULSE_TEST_CASE(MqttRequestTest)
#include "mqtt_request_test.moc"
