// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/suite/test_case.h"
#include "two_tenants.h"

#include <QTest>

using namespace pulse;
using namespace Qt::StringLiterals;
using wire::EndpointId;

class SnmpIntegrationTest : public QObject {
    Q_OBJECT

private slots:
    void init();
    void createdIsShownWithoutSecrets();
    void listsItsOwnTypeOnly();
    void changeKeepsTheSecrets();
    void everyChangeOfDestinationIsJudged();
    void deleteTakesItAway();
    void otherTypesAreNotThere();
    void testsByTheSameMessage();
    void theEngineStaysTheSame();
    void mistakesAreNamed();

private:
    QString addSnmp();
    QJsonObject body() const;
    std::unique_ptr<test::TwoTenants> m_house;
};

void SnmpIntegrationTest::init()
{
    if (!m_house) {
        auto house = test::TwoTenants::create();
        QVERIFY2(house, qPrintable(house ? QString() : house.error().what));
        m_house = *std::move(house);
    }
    m_house->sql(u"DELETE FROM integration; DELETE FROM change"_s);
    m_house->sent.clear();
}

QJsonObject SnmpIntegrationTest::body() const
{
    return {{u"name"_s, u"noc"_s},
            {u"snmp_host"_s, u"nms.example.com"_s},
            {u"inform"_s, true},
            {u"snmp_config"_s,
             QJsonObject{{u"version"_s, u"3"_s},
                         {u"username"_s, u"watcher"_s},
                         {u"auth_protocol"_s, u"SHA256"_s},
                         {u"auth_password"_s, u"auth-secret"_s},
                         {u"priv_protocol"_s, u"AES"_s},
                         {u"priv_password"_s, u"priv-secret"_s}}}};
}

QString SnmpIntegrationTest::addSnmp()
{
    return m_house->asA({EndpointId::CreateSnmpIntegration, {}, {}, body()}).text("id");
}

void SnmpIntegrationTest::createdIsShownWithoutSecrets()
{
    const auto created = m_house->asA({EndpointId::CreateSnmpIntegration, {}, {}, body()});
    QCOMPARE(created.status, 201);
    const QString id = created.text("id");
    QCOMPARE(created.text("integration_id"), id);
    QCOMPARE(created.text("tenant_id"), u"tenant-a"_s);
    QCOMPARE(created.text("type"), u"snmp"_s);
    QCOMPARE(created.text("snmp_host"), u"nms.example.com"_s);
    QCOMPARE(created.json.value(u"snmp_port"_s).toInt(), 162);
    QCOMPARE(created.text("snmp_version"), u"3"_s);
    QCOMPARE(created.text("snmp_oid_prefix"), u"1.3.6.1.4.1.99999"_s);
    QCOMPARE(created.json.value(u"inform"_s), QJsonValue(true));
    QCOMPARE(created.text("snmp_engine_id"), u"0x8001869f05"_s + QString(id).remove(u'-'));
    QCOMPARE(m_house->asA({EndpointId::SnmpIntegration, {id}}).json, created.json);
    for (const auto &answer :
         {created, m_house->asA({EndpointId::SnmpIntegrations}), m_house->asA({EndpointId::Integrations})}) {
        const QByteArray shown = QJsonDocument(answer.json).toJson();
        QVERIFY(shown.contains("nms.example.com"));
        QVERIFY(!shown.contains("secret") && !shown.contains("watcher"));
    }
    QVERIFY(!m_house->one(u"SELECT config::text FROM integration"_s).contains(u"secret"_s));
}

void SnmpIntegrationTest::listsItsOwnTypeOnly()
{
    m_house->addWebhook();
    const QString id = addSnmp();
    const auto list = m_house->asA({EndpointId::SnmpIntegrations});
    QCOMPARE(list.json.value(u"total"_s).toInt(), 1);
    QCOMPARE(list.list("integrations").first().toObject().value(u"id"_s).toString(), id);
    QCOMPARE(m_house->asA({EndpointId::Integrations}).json.value(u"total"_s).toInt(), 2);
}

void SnmpIntegrationTest::changeKeepsTheSecrets()
{
    const QString id = addSnmp();
    const auto changed = m_house->asA(
        {EndpointId::ChangeSnmpIntegration, {id}, {}, {{u"snmp_port"_s, 1162}, {u"enabled"_s, false}}});
    QCOMPARE(changed.status, 200);
    QCOMPARE(changed.json.value(u"snmp_port"_s).toInt(), 1162);
    QCOMPARE(changed.json.value(u"enabled"_s), QJsonValue(false));
    m_house->asA({EndpointId::TestSnmpIntegration, {id}});
    QCOMPARE(m_house->sent.first().message.config.value(u"auth_password"_s).toString(), u"auth-secret"_s);
    QCOMPARE(m_house->sent.first().message.config.value(u"snmp_port"_s).toInt(), 1162);
    QCOMPARE(m_house->asA({EndpointId::ChangeSnmpIntegration, {id}}).status, 400);
}

// The predecessor let a change of the port alone pass unseen.
void SnmpIntegrationTest::everyChangeOfDestinationIsJudged()
{
    QJsonObject inside = body();
    inside.insert(u"snmp_host"_s, u"10.0.0.1"_s);
    const auto created = m_house->asA({EndpointId::CreateSnmpIntegration, {}, {}, inside});
    QCOMPARE(created.status, 400);
    QCOMPARE(created.field(), u"snmp_host"_s);
    const QString id = addSnmp();
    const auto moved =
        m_house->asA({EndpointId::ChangeSnmpIntegration, {id}, {}, {{u"snmp_host"_s, u"10.0.0.1"_s}}});
    QCOMPARE(moved.field(), u"snmp_host"_s);
    const auto blocked = m_house->asA(
        {EndpointId::ChangeSnmpIntegration, {id}, {}, {{u"snmp_port"_s, 6}}}); // see fakeHostCheck
    QCOMPARE(blocked.status, 400);
    QCOMPARE(blocked.field(), u"snmp_host"_s);
    QCOMPARE(m_house->asA({EndpointId::SnmpIntegration, {id}}).text("snmp_host"), u"nms.example.com"_s);
}

void SnmpIntegrationTest::deleteTakesItAway()
{
    const QString id = addSnmp();
    const QString route = m_house->addRoute(id);
    QCOMPARE(m_house->asA({EndpointId::DeleteSnmpIntegration, {id}}).status, 204);
    QCOMPARE(m_house->asA({EndpointId::SnmpIntegration, {id}}).status, 404);
    QCOMPARE(m_house->asA({EndpointId::Route, {route}}).status, 404);
    QCOMPARE(m_house->asA({EndpointId::DeleteSnmpIntegration, {id}}).status, 404);
}

void SnmpIntegrationTest::otherTypesAreNotThere()
{
    const QString webhook = m_house->addWebhook();
    for (const EndpointId endpoint : {EndpointId::SnmpIntegration, EndpointId::ChangeSnmpIntegration,
                                      EndpointId::DeleteSnmpIntegration, EndpointId::TestSnmpIntegration})
        QCOMPARE(m_house->asA({endpoint, {webhook}, {}, {{u"enabled"_s, false}}}).status, 404);
    QCOMPARE(m_house->asA({EndpointId::Integration, {webhook}}).status, 200);
    QVERIFY(m_house->sent.isEmpty());
}

void SnmpIntegrationTest::testsByTheSameMessage()
{
    const QString id = addSnmp();
    const auto tested = m_house->asA({EndpointId::TestSnmpIntegration, {id}});
    QCOMPARE(tested.status, 200);
    QCOMPARE(tested.text("destination"), u"nms.example.com:162"_s);
    QCOMPARE(tested.text("integration_type"), u"snmp"_s);
    const delivery::Message message = m_house->sent.first().message;
    QCOMPARE(m_house->sent.first().type, model::IntegrationType::Snmp);
    QCOMPARE(message.integrationId, id);
    // The limit is the integration's, whichever path is used.
    for (int i = 0; i < 4; ++i)
        QCOMPARE(m_house->asA({EndpointId::TestIntegration, {id}}).status, 200);
    QCOMPARE(m_house->asA({EndpointId::TestSnmpIntegration, {id}}).status, 429);
}

void SnmpIntegrationTest::theEngineStaysTheSame()
{
    const QString id = addSnmp();
    const QString engine = m_house->asA({EndpointId::SnmpIntegration, {id}}).text("snmp_engine_id");
    const auto changed =
        m_house->asA({EndpointId::ChangeSnmpIntegration,
                      {id},
                      {},
                      {{u"snmp_host"_s, u"other.example.com"_s},
                       {u"snmp_config"_s,
                        QJsonObject{{u"username"_s, u"other"_s}, {u"auth_password"_s, u"12345678"_s}}}}});
    QCOMPARE(changed.text("snmp_engine_id"), engine);
}

void SnmpIntegrationTest::mistakesAreNamed()
{
    QJsonObject wrong = body();
    wrong.insert(u"snmp_config"_s, QJsonObject{{u"username"_s, u"u"_s}, {u"auth_password"_s, u"short"_s}});
    const auto answer = m_house->asA({EndpointId::CreateSnmpIntegration, {}, {}, wrong});
    QCOMPARE(answer.status, 400);
    QCOMPARE(answer.field(), u"snmp_config.auth_password"_s);
    QCOMPARE(m_house->asA({EndpointId::SnmpIntegration, {u"17"_s}}).field(), u"integration_id"_s);
    QCOMPARE(m_house->one(u"SELECT count(*) FROM integration"_s), u"0"_s);
}

PULSE_TEST_CASE(SnmpIntegrationTest)

#include "snmp_integration_test.moc"
