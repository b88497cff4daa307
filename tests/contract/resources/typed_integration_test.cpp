// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What SNMP, email and MQTT integrations have in common, each case for each of them; what their
// configurations have of their own is integration_config_test's.
#include "support/suite/test_case.h"
#include "two_tenants.h"

#include <QTest>

using namespace pulse;
using namespace Qt::StringLiterals;
using wire::EndpointId;

namespace {

struct Kind {
    model::IntegrationType type;
    EndpointId list, one, create, change, remove, test;
    QJsonObject body;
    QJsonObject shown; // of what that makes
    QString destination;
    QStringList secrets;
    QJsonObject inside; // what a body has that leads inside
    QString insideField;
};

QList<Kind> kinds()
{
    using enum EndpointId;
    return {{model::IntegrationType::Snmp,
             SnmpIntegrations,
             SnmpIntegration,
             CreateSnmpIntegration,
             ChangeSnmpIntegration,
             DeleteSnmpIntegration,
             TestSnmpIntegration,
             test::snmpBody(),
             {{u"name"_s, u"noc"_s},
              {u"type"_s, u"snmp"_s},
              {u"snmp_host"_s, u"nms.example.com"_s},
              {u"snmp_port"_s, 162},
              {u"snmp_version"_s, u"3"_s},
              {u"snmp_oid_prefix"_s, u"1.3.6.1.4.1.99999"_s},
              {u"inform"_s, true}},
             u"nms.example.com:162"_s,
             {u"auth-secret"_s, u"priv-secret"_s, u"watcher"_s},
             {{u"snmp_host"_s, u"10.0.0.1"_s}},
             u"snmp_host"_s},
            {model::IntegrationType::Email,
             EmailIntegrations,
             EmailIntegration,
             CreateEmailIntegration,
             ChangeEmailIntegration,
             DeleteEmailIntegration,
             TestEmailIntegration,
             test::emailBody(),
             {{u"name"_s, u"desk"_s},
              {u"type"_s, u"email"_s},
              {u"smtp_host"_s, u"mail.example.com"_s},
              {u"smtp_port"_s, 587},
              {u"smtp_tls"_s, true},
              {u"from_address"_s, u"alerts@example.com"_s},
              {u"recipient_count"_s, 2},
              {u"template_format"_s, u"html"_s}},
             u"mail.example.com:587"_s,
             {u"p4ssword"_s, u"us3r"_s},
             {{u"smtp_config"_s,
               QJsonObject{{u"smtp_host"_s, u"10.0.0.1"_s}, {u"from_address"_s, u"alerts@example.com"_s}}}},
             u"smtp_config.smtp_host"_s},
            {model::IntegrationType::Mqtt,
             MqttIntegrations,
             MqttIntegration,
             CreateMqttIntegration,
             ChangeMqttIntegration,
             DeleteMqttIntegration,
             TestMqttIntegration,
             test::mqttBody(),
             {{u"name"_s, u"bus"_s},
              {u"type"_s, u"mqtt"_s},
              {u"mqtt_broker_url"_s, u"mqtts://broker.example.com:8883"_s},
              {u"mqtt_topic"_s, u"alerts/{tenant_id}/{device_id}"_s},
              {u"mqtt_qos"_s, 1},
              {u"mqtt_retain"_s, false}},
             u"mqtts://broker.example.com:8883"_s,
             {u"p4ssword"_s, u"us3r"_s},
             {{u"mqtt_config"_s, QJsonObject{{u"broker_url"_s, u"mqtts://10.0.0.1"_s}}}},
             u"mqtt_config.broker_url"_s}};
}

} // namespace

class TypedIntegrationTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase_data();
    void init();
    void createdIsShownWithoutItsSecrets();
    void listsItsOwnTypeOnly();
    void everyChangeOfDestinationIsJudged();
    void whatStaysIsNotJudged();
    void deleteTakesItAway();
    void otherTypesAreNotThere();
    void testsByTheSameMessage();
    void theLimitOfTestsIsTheIntegrations();

private:
    QString add() const { return m_house->asA({m_kind.create, {}, {}, m_kind.body}).text("id"); }

    Kind m_kind;
    int m_judged = 0; // destinations
    std::unique_ptr<test::TwoTenants> m_house;
};

void TypedIntegrationTest::initTestCase_data()
{
    QTest::addColumn<int>("kind");
    for (int i = 0; i < kinds().size(); ++i)
        QTest::newRow(qPrintable(kinds().at(i).shown.value(u"type"_s).toString())) << i;
}

void TypedIntegrationTest::init()
{
    if (!m_house) {
        auto house = test::TwoTenants::create(
            {.host = [this](const QString &host, quint16, const QString &field) -> Result<> {
                ++m_judged;
                return host == "10.0.0.1"_L1 ? invalidField(field, u"the address is private"_s) : Result<>();
            }});
        QVERIFY2(house, qPrintable(house ? QString() : house.error().what));
        m_house = *std::move(house);
    }
    QFETCH_GLOBAL(int, kind);
    m_kind = kinds().at(kind);
    m_house->sql(u"DELETE FROM integration; DELETE FROM tenant_test_delivery; DELETE FROM change"_s);
    m_house->sent.clear();
    m_house->attempt = {.outcome = delivery::Outcome::Delivered};
}

void TypedIntegrationTest::createdIsShownWithoutItsSecrets()
{
    const auto created = m_house->asA({m_kind.create, {}, {}, m_kind.body});
    QCOMPARE(created.status, 201);
    const QString id = created.text("id");
    QCOMPARE(created.text("integration_id"), id);
    QCOMPARE(created.text("tenant_id"), u"tenant-a"_s);
    for (auto at = m_kind.shown.begin(); at != m_kind.shown.end(); ++at)
        QCOMPARE(created.json.value(at.key()), at.value());
    QCOMPARE(m_house->asA({m_kind.one, {id}}).json, created.json);
    QStringList texts{m_house->one(u"SELECT config::text FROM integration"_s),
                      m_house->one(u"SELECT encode(sealed, 'escape') FROM integration"_s)};
    for (const auto &answer :
         {created, m_house->asA({m_kind.list}), m_house->asA({EndpointId::Integrations})}) {
        texts.append(QString::fromUtf8(QJsonDocument(answer.json).toJson()));
        QVERIFY(texts.last().contains(m_kind.destination.section(u':', 0, -2)));
    }
    for (const QString &text : texts) {
        for (const QString &secret : m_kind.secrets)
            QVERIFY2(!text.contains(secret), qPrintable(text));
    }
}

void TypedIntegrationTest::listsItsOwnTypeOnly()
{
    m_house->addWebhook();
    const QString id = add();
    const auto list = m_house->asA({m_kind.list});
    QCOMPARE(list.json.value(u"total"_s).toInt(), 1);
    QCOMPARE(list.list("integrations").first().toObject().value(u"id"_s).toString(), id);
    QCOMPARE(m_house->asA({EndpointId::Integrations}).json.value(u"total"_s).toInt(), 2);
}

void TypedIntegrationTest::everyChangeOfDestinationIsJudged()
{
    QJsonObject body = m_kind.body;
    for (auto at = m_kind.inside.begin(); at != m_kind.inside.end(); ++at)
        body.insert(at.key(), at.value());
    const auto created = m_house->asA({m_kind.create, {}, {}, body});
    QCOMPARE(created.status, 400);
    QCOMPARE(created.field(), m_kind.insideField);
    const QString id = add();
    const QJsonObject before = m_house->asA({m_kind.one, {id}}).json;
    const auto moved = m_house->asA({m_kind.change, {id}, {}, m_kind.inside});
    QCOMPARE(moved.status, 400);
    QCOMPARE(moved.field(), m_kind.insideField);
    QCOMPARE(m_house->asA({m_kind.one, {id}}).json, before);
}

// One whose name leads nowhere any more can be disabled.
void TypedIntegrationTest::whatStaysIsNotJudged()
{
    const QString id = add();
    m_judged = 0;
    const auto changed =
        m_house->asA({m_kind.change, {id}, {}, {{u"name"_s, u"off"_s}, {u"enabled"_s, false}}});
    QCOMPARE(changed.text("name"), u"off"_s);
    QCOMPARE(m_judged, 0);
}

void TypedIntegrationTest::deleteTakesItAway()
{
    const QString id = add();
    const QString route = m_house->addRoute(id);
    QCOMPARE(m_house->asA({m_kind.remove, {id}}).status, 204);
    QCOMPARE(m_house->asA({m_kind.one, {id}}).status, 404);
    QCOMPARE(m_house->asA({EndpointId::Route, {route}}).status, 404);
    QCOMPARE(m_house->asA({m_kind.remove, {id}}).status, 404);
}

void TypedIntegrationTest::otherTypesAreNotThere()
{
    const QString webhook = m_house->addWebhook();
    for (const EndpointId endpoint : {m_kind.one, m_kind.change, m_kind.remove, m_kind.test})
        QCOMPARE(m_house->asA({endpoint, {webhook}, {}, {{u"enabled"_s, false}}}).status, 404);
    QCOMPARE(m_house->asA({EndpointId::Integration, {webhook}}).status, 200);
    QVERIFY(m_house->sent.isEmpty());
}

void TypedIntegrationTest::testsByTheSameMessage()
{
    const QString id = add();
    const auto tested = m_house->asA({m_kind.test, {id}});
    QCOMPARE(tested.status, 200);
    QCOMPARE(tested.json.value(u"success"_s), QJsonValue(true));
    QCOMPARE(tested.text("integration_id"), id);
    QCOMPARE(tested.text("integration_name"), m_kind.shown.value(u"name"_s).toString());
    QCOMPARE(tested.text("integration_type"), m_kind.shown.value(u"type"_s).toString());
    QCOMPARE(tested.text("destination"), m_kind.destination);
    QCOMPARE(tested.json.value(u"recipients_count"_s), m_kind.shown.value(u"recipient_count"_s));
    QVERIFY(tested.json.contains(u"duration_ms"_s) && tested.json.value(u"error"_s).isNull());
    QCOMPARE(m_house->sent.size(), 1);
    const delivery::Message &message = m_house->sent.first().message;
    QCOMPARE(m_house->sent.first().type, m_kind.type);
    QCOMPARE(message.integrationId, id);
    QCOMPARE(QJsonDocument::fromJson(message.body).object().value(u"status"_s).toString(), u"OPEN"_s);

    m_house->attempt = {.outcome = delivery::Outcome::GiveUp, .code = u"smtp_535"_s, .detail = u"535 no"_s};
    const auto refused = m_house->asA({m_kind.test, {id}});
    QCOMPARE(refused.json.value(u"success"_s), QJsonValue(false));
    QCOMPARE(refused.text("error"), u"smtp_535: 535 no"_s);
}

// Whichever path is used.
void TypedIntegrationTest::theLimitOfTestsIsTheIntegrations()
{
    const QString id = add();
    for (const EndpointId endpoint :
         {m_kind.test, EndpointId::TestIntegration, m_kind.test, EndpointId::TestIntegration, m_kind.test})
        QCOMPARE(m_house->asA({endpoint, {id}}).status, 200);
    QCOMPARE(m_house->asA({m_kind.test, {id}}).status, 429);
    QCOMPARE(m_house->sent.size(), 5);
}

PULSE_TEST_CASE(TypedIntegrationTest)
#include "typed_integration_test.moc"
