// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What each type of integration's configuration has of its own: what a change replaces, what the operator
// must allow, which mistakes are named.
#include "support/suite/test_case.h"
#include "two_tenants.h"

#include <QJsonArray>
#include <QTest>

using namespace pulse;
using namespace Qt::StringLiterals;
using wire::EndpointId;

class IntegrationConfigTest : public QObject {
    Q_OBJECT

private slots:
    void init();
    void aChangeOfSnmpKeepsTheSecrets();
    void aPortOfSnmpAloneIsJudged();
    void theSnmpEngineStaysTheSame();
    void aChangeOfEmailReplacesWholeObjects();
    void aChangeOfMqttReplacesTheWholeBroker();
    void topicsBesideTheRootNeedTheOperator();
    void mistakesAreNamed_data();
    void mistakesAreNamed();
    void badIdsAreNamed();

private:
    // The configuration that a test is sent with.
    QByteArray sentBy(EndpointId test, const QString &id)
    {
        m_house->sent.clear();
        m_house->asA({test, {id}});
        return QJsonDocument(m_house->sent.value(0).message.config).toJson(QJsonDocument::Compact);
    }

    std::unique_ptr<test::TwoTenants> m_house;
};

void IntegrationConfigTest::init()
{
    if (!m_house) {
        auto house = test::TwoTenants::create();
        QVERIFY2(house, qPrintable(house ? QString() : house.error().what));
        m_house = *std::move(house);
    }
    m_house->sql(u"DELETE FROM integration; DELETE FROM change"_s);
}

void IntegrationConfigTest::aChangeOfSnmpKeepsTheSecrets()
{
    const QString id = m_house->addSnmp();
    const auto changed = m_house->asA(
        {EndpointId::ChangeSnmpIntegration, {id}, {}, {{u"snmp_port"_s, 1162}, {u"enabled"_s, false}}});
    QCOMPARE(changed.status, 200);
    QCOMPARE(changed.json.value(u"snmp_port"_s).toInt(), 1162);
    QCOMPARE(changed.json.value(u"enabled"_s), QJsonValue(false));
    const QByteArray sent = sentBy(EndpointId::TestSnmpIntegration, id);
    QVERIFY(sent.contains("\"auth_password\":\"auth-secret\"") && sent.contains("\"snmp_port\":1162"));
    QCOMPARE(m_house->asA({EndpointId::ChangeSnmpIntegration, {id}}).status, 400);
}

// The predecessor let a change of the port alone pass unseen.
void IntegrationConfigTest::aPortOfSnmpAloneIsJudged()
{
    const auto blocked = m_house->asA({EndpointId::ChangeSnmpIntegration,
                                       {m_house->addSnmp()},
                                       {},
                                       {{u"snmp_port"_s, 6}}}); // see fakeHostCheck
    QCOMPARE(blocked.status, 400);
    QCOMPARE(blocked.field(), u"snmp_host"_s);
}

void IntegrationConfigTest::theSnmpEngineStaysTheSame()
{
    const QString id = m_house->addSnmp();
    const QString engine = m_house->asA({EndpointId::SnmpIntegration, {id}}).text("snmp_engine_id");
    QCOMPARE(engine, u"0x8001869f05"_s + QString(id).remove(u'-'));
    const auto changed =
        m_house->asA({EndpointId::ChangeSnmpIntegration,
                      {id},
                      {},
                      {{u"snmp_host"_s, u"other.example.com"_s},
                       {u"snmp_config"_s,
                        QJsonObject{{u"username"_s, u"other"_s}, {u"auth_password"_s, u"12345678"_s}}}}});
    QCOMPARE(changed.text("snmp_host"), u"other.example.com"_s);
    QCOMPARE(changed.text("snmp_engine_id"), engine);
}

void IntegrationConfigTest::aChangeOfEmailReplacesWholeObjects()
{
    const QString id = m_house->addEmail();
    const auto fewer =
        m_house->asA({EndpointId::ChangeEmailIntegration,
                      {id},
                      {},
                      {{u"recipients"_s, QJsonObject{{u"to"_s, QJsonArray{u"night@example.com"_s}}}},
                       {u"enabled"_s, false}}});
    QCOMPARE(fewer.status, 200);
    QCOMPARE(fewer.json.value(u"recipient_count"_s).toInt(), 1);
    QCOMPARE(fewer.json.value(u"enabled"_s), QJsonValue(false));
    const auto moved = m_house->asA({EndpointId::ChangeEmailIntegration,
                                     {id},
                                     {},
                                     {{u"smtp_config"_s,
                                       QJsonObject{{u"smtp_host"_s, u"other.example.com"_s},
                                                   {u"from_address"_s, u"alerts@example.com"_s}}}}});
    QCOMPARE(moved.text("smtp_host"), u"other.example.com"_s);
    const QByteArray sent = sentBy(EndpointId::TestEmailIntegration, id);
    QVERIFY(sent.contains("night@example.com") && sent.contains("other.example.com"));
    QVERIFY(!sent.contains("p4ssword") && !sent.contains("desk@example.com"));
    QCOMPARE(m_house->asA({EndpointId::ChangeEmailIntegration, {id}}).status, 400);
}

void IntegrationConfigTest::aChangeOfMqttReplacesTheWholeBroker()
{
    const QString id = m_house->addMqtt();
    const auto retained =
        m_house->asA({EndpointId::ChangeMqttIntegration,
                      {id},
                      {},
                      {{u"mqtt_retain"_s, true}, {u"mqtt_qos"_s, 2}, {u"enabled"_s, false}}});
    QCOMPARE(retained.status, 200);
    QCOMPARE(retained.json.value(u"mqtt_retain"_s), QJsonValue(true));
    QCOMPARE(retained.json.value(u"mqtt_qos"_s).toInt(), 2);
    QCOMPARE(retained.json.value(u"enabled"_s), QJsonValue(false));
    QVERIFY(sentBy(EndpointId::TestMqttIntegration, id).contains("p4ssword"));
    const auto moved = m_house->asA(
        {EndpointId::ChangeMqttIntegration,
         {id},
         {},
         {{u"mqtt_config"_s, QJsonObject{{u"broker_url"_s, u"mqtts://other.example.com:99"_s}}}}});
    QCOMPARE(moved.text("mqtt_broker_url"), u"mqtts://other.example.com:99"_s);
    const QByteArray sent = sentBy(EndpointId::TestMqttIntegration, id);
    QVERIFY(sent.contains("other.example.com") && !sent.contains("p4ssword"));
    QCOMPARE(m_house->asA({EndpointId::ChangeMqttIntegration, {id}}).status, 400);
}

void IntegrationConfigTest::topicsBesideTheRootNeedTheOperator()
{
    for (const QString &topic : {u"alerts/tenant-b/x"_s, u"alerts/{device_id}/x"_s, u"plant/x"_s}) {
        QJsonObject body = test::mqttBody();
        body.insert(u"mqtt_topic"_s, topic);
        const auto created = m_house->asA({EndpointId::CreateMqttIntegration, {}, {}, body});
        QCOMPARE(created.status, 400);
        QCOMPARE(created.field(), u"mqtt_topic"_s);
        const auto changed = m_house->asA(
            {EndpointId::ChangeMqttIntegration, {m_house->addMqtt()}, {}, {{u"mqtt_topic"_s, topic}}});
        QCOMPARE(changed.status, 400);
        QCOMPARE(changed.field(), u"mqtt_topic"_s);
    }
}

void IntegrationConfigTest::mistakesAreNamed_data()
{
    QTest::addColumn<EndpointId>("create");
    QTest::addColumn<QJsonObject>("body");
    QTest::addColumn<QString>(
        "field"); // with a dot: within an object of the body, which is replaced or added to
    QTest::addColumn<QJsonObject>("wrong");
    const auto email = [](const char *name, const QString &object, const QString &field,
                          const QJsonValue &value) {
        QJsonObject part = test::emailBody().value(object).toObject();
        part.insert(field, value);
        QTest::newRow(name) << EndpointId::CreateEmailIntegration << test::emailBody()
                            << object + u'.' + field << QJsonObject{{object, part}};
    };
    email("recipient", u"recipients"_s, u"cc"_s, QJsonArray{u"nobody"_s});
    email("sender", u"smtp_config"_s, u"from_address"_s, u"x"_s);
    email("subject", u"template"_s, u"subject_template"_s, u"{sevirity}"_s);
    email("body", u"template"_s, u"body_template"_s, u"{message"_s);
    const auto plain = QJsonObject{{u"smtp_host"_s, u"mail.example.com"_s},
                                   {u"smtp_tls"_s, false},
                                   {u"from_address"_s, u"alerts@example.com"_s}};
    QTest::newRow("mail without TLS")
        << EndpointId::CreateEmailIntegration << test::emailBody() << u"smtp_config.smtp_security"_s
        << QJsonObject{{u"smtp_config"_s, plain}};
    const auto mqtt = [](const char *name, const QString &field, const QJsonValue &value) {
        QTest::newRow(name) << EndpointId::CreateMqttIntegration << test::mqttBody() << field
                            << QJsonObject{{field.section(u'.', 0, 0), value}};
    };
    const QString url = u"mqtt_config.broker_url"_s;
    mqtt("broker", url, QJsonObject{{u"broker_url"_s, u"https://broker.example.com"_s}});
    mqtt("MQTT without TLS", url, QJsonObject{{u"broker_url"_s, u"mqtt://broker.example.com"_s}});
    mqtt("user", u"mqtt_config.username"_s,
         QJsonObject{{u"broker_url"_s, u"mqtts://broker.example.com"_s}, {u"password"_s, u"x"_s}});
    mqtt("topic", u"mqtt_topic"_s, u"alerts/{tenant_id}/{device}"_s);
    mqtt("qos", u"mqtt_qos"_s, 3);
    mqtt("retain", u"mqtt_retain"_s, 1);
    QTest::newRow("short password") << EndpointId::CreateSnmpIntegration << test::snmpBody()
                                    << u"snmp_config.auth_password"_s
                                    << QJsonObject{{u"snmp_config"_s,
                                                    QJsonObject{{u"username"_s, u"u"_s},
                                                                {u"auth_password"_s, u"short"_s}}}};
}

void IntegrationConfigTest::mistakesAreNamed()
{
    QFETCH(EndpointId, create);
    QFETCH(QJsonObject, body);
    QFETCH(QString, field);
    QFETCH(QJsonObject, wrong);
    body.insert(wrong.begin().key(), wrong.begin().value());
    const auto answer = m_house->asA({create, {}, {}, body});
    QCOMPARE(answer.status, 400);
    QCOMPARE(answer.field(), field);
    QCOMPARE(m_house->one(u"SELECT count(*) FROM integration"_s), u"0"_s);
}

void IntegrationConfigTest::badIdsAreNamed()
{
    QCOMPARE(m_house->asA({EndpointId::SnmpIntegration, {u"17"_s}}).field(), u"integration_id"_s);
}

PULSE_TEST_CASE(IntegrationConfigTest)
#include "integration_config_test.moc"
