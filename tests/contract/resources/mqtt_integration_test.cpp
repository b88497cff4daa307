// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/suite/test_case.h"
#include "two_tenants.h"

#include <QTest>

using namespace pulse;
using namespace Qt::StringLiterals;
using wire::EndpointId;

class MqttIntegrationTest : public QObject {
    Q_OBJECT

private slots:
    void init();
    void createdIsShownWithoutItsLogin();
    void listsItsOwnTypeOnly();
    void aChangeReplacesTheWholeBroker();
    void everyChangeOfDestinationIsJudged();
    void plainTextNeedsTheOperator();
    void topicsBesideTheRootNeedTheOperator();
    void deleteTakesItAway();
    void otherTypesAreNotThere();
    void testsByTheSameMessage();
    void mistakesAreNamed_data();
    void mistakesAreNamed();

private:
    std::unique_ptr<test::TwoTenants> m_house;
};

void MqttIntegrationTest::init()
{
    if (!m_house) {
        auto house = test::TwoTenants::create();
        QVERIFY2(house, qPrintable(house ? QString() : house.error().what));
        m_house = *std::move(house);
    }
    m_house->sql(u"DELETE FROM integration; DELETE FROM change"_s);
    m_house->sent.clear();
    m_house->attempt = {.outcome = delivery::Outcome::Delivered};
}

void MqttIntegrationTest::createdIsShownWithoutItsLogin()
{
    const auto created = m_house->asA({EndpointId::CreateMqttIntegration, {}, {}, test::mqttBody()});
    QCOMPARE(created.status, 201);
    const QString id = created.text("id");
    QCOMPARE(created.text("integration_id"), id);
    QCOMPARE(created.text("tenant_id"), u"tenant-a"_s);
    QCOMPARE(created.text("name"), u"bus"_s);
    QCOMPARE(created.text("type"), u"mqtt"_s);
    QCOMPARE(created.text("mqtt_broker_url"), u"mqtts://broker.example.com:8883"_s);
    QCOMPARE(created.text("mqtt_topic"), u"alerts/{tenant_id}/{device_id}"_s);
    QCOMPARE(created.json.value(u"mqtt_qos"_s).toInt(), 1);
    QCOMPARE(created.json.value(u"mqtt_retain"_s), QJsonValue(false));
    QCOMPARE(m_house->asA({EndpointId::MqttIntegration, {id}}).json, created.json);
    for (const auto &answer :
         {created, m_house->asA({EndpointId::MqttIntegrations}), m_house->asA({EndpointId::Integrations})}) {
        const QByteArray shown = QJsonDocument(answer.json).toJson();
        QVERIFY(shown.contains("broker.example.com"));
        QVERIFY(!shown.contains("p4ssword") && !shown.contains("us3r"));
    }
    QVERIFY(!m_house->one(u"SELECT config::text FROM integration"_s).contains(u"p4ssword"_s));
    QVERIFY(!m_house->one(u"SELECT encode(sealed, 'escape') FROM integration"_s).contains(u"p4ssword"_s));
}

void MqttIntegrationTest::listsItsOwnTypeOnly()
{
    m_house->addWebhook();
    const QString id = m_house->addMqtt();
    const auto list = m_house->asA({EndpointId::MqttIntegrations});
    QCOMPARE(list.json.value(u"total"_s).toInt(), 1);
    QCOMPARE(list.list("integrations").first().toObject().value(u"id"_s).toString(), id);
}

void MqttIntegrationTest::aChangeReplacesTheWholeBroker()
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
    m_house->asA({EndpointId::TestMqttIntegration, {id}});
    QVERIFY(QJsonDocument(m_house->sent.takeFirst().message.config).toJson().contains("p4ssword"));
    const auto moved = m_house->asA(
        {EndpointId::ChangeMqttIntegration,
         {id},
         {},
         {{u"mqtt_config"_s, QJsonObject{{u"broker_url"_s, u"mqtts://other.example.com:99"_s}}}}});
    QCOMPARE(moved.text("mqtt_broker_url"), u"mqtts://other.example.com:99"_s);
    m_house->asA({EndpointId::TestMqttIntegration, {id}});
    const QByteArray sent = QJsonDocument(m_house->sent.first().message.config).toJson();
    QVERIFY(sent.contains("other.example.com") && !sent.contains("p4ssword"));
    QCOMPARE(m_house->asA({EndpointId::ChangeMqttIntegration, {id}}).status, 400);
}

void MqttIntegrationTest::everyChangeOfDestinationIsJudged()
{
    const QJsonObject inside{{u"broker_url"_s, u"mqtts://10.0.0.1"_s}};
    QJsonObject body = test::mqttBody();
    body.insert(u"mqtt_config"_s, inside);
    const auto created = m_house->asA({EndpointId::CreateMqttIntegration, {}, {}, body});
    QCOMPARE(created.status, 400);
    QCOMPARE(created.field(), u"mqtt_config.broker_url"_s);
    const QString id = m_house->addMqtt();
    const auto moved =
        m_house->asA({EndpointId::ChangeMqttIntegration, {id}, {}, {{u"mqtt_config"_s, inside}}});
    QCOMPARE(moved.status, 400);
    QCOMPARE(moved.field(), u"mqtt_config.broker_url"_s);
    QCOMPARE(m_house->asA({EndpointId::MqttIntegration, {id}}).text("mqtt_broker_url"),
             u"mqtts://broker.example.com:8883"_s);
}

void MqttIntegrationTest::plainTextNeedsTheOperator()
{
    QJsonObject body = test::mqttBody();
    body.insert(u"mqtt_config"_s, QJsonObject{{u"broker_url"_s, u"mqtt://broker.example.com"_s}});
    const auto created = m_house->asA({EndpointId::CreateMqttIntegration, {}, {}, body});
    QCOMPARE(created.status, 400);
    QCOMPARE(created.field(), u"mqtt_config.broker_url"_s);
}

void MqttIntegrationTest::topicsBesideTheRootNeedTheOperator()
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

void MqttIntegrationTest::deleteTakesItAway()
{
    const QString id = m_house->addMqtt();
    const QString route = m_house->addRoute(id);
    QCOMPARE(m_house->asA({EndpointId::DeleteMqttIntegration, {id}}).status, 204);
    QCOMPARE(m_house->asA({EndpointId::MqttIntegration, {id}}).status, 404);
    QCOMPARE(m_house->asA({EndpointId::Route, {route}}).status, 404);
    QCOMPARE(m_house->asA({EndpointId::DeleteMqttIntegration, {id}}).status, 404);
}

void MqttIntegrationTest::otherTypesAreNotThere()
{
    const QString webhook = m_house->addWebhook();
    for (const EndpointId endpoint : {EndpointId::MqttIntegration, EndpointId::ChangeMqttIntegration,
                                      EndpointId::DeleteMqttIntegration, EndpointId::TestMqttIntegration})
        QCOMPARE(m_house->asA({endpoint, {webhook}, {}, {{u"enabled"_s, false}}}).status, 404);
    QCOMPARE(m_house->asA({EndpointId::Integration, {webhook}}).status, 200);
    QVERIFY(m_house->sent.isEmpty());
}

void MqttIntegrationTest::testsByTheSameMessage()
{
    const QString id = m_house->addMqtt();
    const auto tested = m_house->asA({EndpointId::TestMqttIntegration, {id}});
    QCOMPARE(tested.status, 200);
    QCOMPARE(tested.json.value(u"success"_s), QJsonValue(true));
    QCOMPARE(tested.text("integration_id"), id);
    QCOMPARE(tested.text("integration_name"), u"bus"_s);
    QCOMPARE(tested.text("destination"), u"mqtts://broker.example.com:8883"_s);
    QVERIFY(tested.json.contains(u"duration_ms"_s) && tested.json.value(u"error"_s).isNull());
    QCOMPARE(m_house->sent.size(), 1);
    const delivery::Message &message = m_house->sent.first().message;
    QCOMPARE(m_house->sent.first().type, model::IntegrationType::Mqtt);
    QCOMPARE(message.integrationId, id);
    QCOMPARE(QJsonDocument::fromJson(message.body).object().value(u"status"_s).toString(), u"OPEN"_s);

    m_house->attempt = {.outcome = delivery::Outcome::GiveUp, .code = u"mqtt_0x87"_s, .detail = u"no"_s};
    const auto refused = m_house->asA({EndpointId::TestMqttIntegration, {id}});
    QCOMPARE(refused.json.value(u"success"_s), QJsonValue(false));
    QCOMPARE(refused.text("error"), u"mqtt_0x87: no"_s);
    for (int i = 0; i < 3; ++i)
        QCOMPARE(m_house->asA({EndpointId::TestMqttIntegration, {id}}).status, 200);
    QCOMPARE(m_house->asA({EndpointId::TestMqttIntegration, {id}}).status, 429);
    QCOMPARE(m_house->sent.size(), 5);
}

void MqttIntegrationTest::mistakesAreNamed_data()
{
    QTest::addColumn<QString>("field");
    QTest::addColumn<QJsonValue>("value");
    QTest::newRow("broker") << u"mqtt_config.broker_url"_s
                            << QJsonValue(QJsonObject{{u"broker_url"_s, u"https://broker.example.com"_s}});
    QTest::newRow("user") << u"mqtt_config.username"_s
                          << QJsonValue(QJsonObject{{u"broker_url"_s, u"mqtts://broker.example.com"_s},
                                                    {u"password"_s, u"x"_s}});
    QTest::newRow("topic") << u"mqtt_topic"_s << QJsonValue(u"alerts/{tenant_id}/{device}"_s);
    QTest::newRow("qos") << u"mqtt_qos"_s << QJsonValue(3);
    QTest::newRow("retain") << u"mqtt_retain"_s << QJsonValue(1);
}

void MqttIntegrationTest::mistakesAreNamed()
{
    QFETCH(QString, field);
    QFETCH(QJsonValue, value);
    QJsonObject body = test::mqttBody();
    body.insert(field.section(u'.', 0, 0), value);
    const auto answer = m_house->asA({EndpointId::CreateMqttIntegration, {}, {}, body});
    QCOMPARE(answer.status, 400);
    QCOMPARE(answer.field(), field);
    QCOMPARE(m_house->one(u"SELECT count(*) FROM integration"_s), u"0"_s);
}

PULSE_TEST_CASE(MqttIntegrationTest)
#include "mqtt_integration_test.moc"
