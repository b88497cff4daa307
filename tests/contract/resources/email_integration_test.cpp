// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/suite/test_case.h"
#include "two_tenants.h"

#include <QJsonArray>
#include <QTest>

using namespace pulse;
using namespace Qt::StringLiterals;
using wire::EndpointId;

class EmailIntegrationTest : public QObject {
    Q_OBJECT

private slots:
    void init();
    void createdIsShownWithoutItsLogin();
    void listsItsOwnTypeOnly();
    void aChangeReplacesWholeObjects();
    void everyChangeOfDestinationIsJudged();
    void plainTextNeedsTheOperator();
    void deleteTakesItAway();
    void otherTypesAreNotThere();
    void testsByTheSameMessage();
    void mistakesAreNamed_data();
    void mistakesAreNamed();

private:
    std::unique_ptr<test::TwoTenants> m_house;
};

void EmailIntegrationTest::init()
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

void EmailIntegrationTest::createdIsShownWithoutItsLogin()
{
    const auto created = m_house->asA({EndpointId::CreateEmailIntegration, {}, {}, test::emailBody()});
    QCOMPARE(created.status, 201);
    const QString id = created.text("id");
    QCOMPARE(created.text("integration_id"), id);
    QCOMPARE(created.text("tenant_id"), u"tenant-a"_s);
    QCOMPARE(created.text("name"), u"desk"_s);
    QCOMPARE(created.text("type"), u"email"_s);
    QCOMPARE(created.text("smtp_host"), u"mail.example.com"_s);
    QCOMPARE(created.json.value(u"smtp_port"_s).toInt(), 587);
    QCOMPARE(created.json.value(u"smtp_tls"_s), QJsonValue(true));
    QCOMPARE(created.text("from_address"), u"alerts@example.com"_s);
    QCOMPARE(created.json.value(u"recipient_count"_s).toInt(), 2);
    QCOMPARE(created.text("template_format"), u"html"_s);
    QCOMPARE(m_house->asA({EndpointId::EmailIntegration, {id}}).json, created.json);
    for (const auto &answer :
         {created, m_house->asA({EndpointId::EmailIntegrations}), m_house->asA({EndpointId::Integrations})}) {
        const QByteArray shown = QJsonDocument(answer.json).toJson();
        QVERIFY(shown.contains("mail.example.com"));
        QVERIFY(!shown.contains("p4ssword") && !shown.contains("us3r"));
    }
    QVERIFY(!m_house->one(u"SELECT config::text FROM integration"_s).contains(u"p4ssword"_s));
}

void EmailIntegrationTest::listsItsOwnTypeOnly()
{
    m_house->addWebhook();
    const QString id = m_house->addEmail();
    const auto list = m_house->asA({EndpointId::EmailIntegrations});
    QCOMPARE(list.json.value(u"total"_s).toInt(), 1);
    QCOMPARE(list.list("integrations").first().toObject().value(u"id"_s).toString(), id);
}

void EmailIntegrationTest::aChangeReplacesWholeObjects()
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
    m_house->asA({EndpointId::TestEmailIntegration, {id}});
    const QByteArray sent = QJsonDocument(m_house->sent.first().message.config).toJson();
    QVERIFY(sent.contains("night@example.com") && sent.contains("other.example.com"));
    QVERIFY(!sent.contains("p4ssword") && !sent.contains("desk@example.com"));
    QCOMPARE(m_house->asA({EndpointId::ChangeEmailIntegration, {id}}).status, 400);
}

void EmailIntegrationTest::everyChangeOfDestinationIsJudged()
{
    const QJsonObject inside{{u"smtp_host"_s, u"10.0.0.1"_s}, {u"from_address"_s, u"alerts@example.com"_s}};
    QJsonObject body = test::emailBody();
    body.insert(u"smtp_config"_s, inside);
    const auto created = m_house->asA({EndpointId::CreateEmailIntegration, {}, {}, body});
    QCOMPARE(created.status, 400);
    QCOMPARE(created.field(), u"smtp_config.smtp_host"_s);
    const QString id = m_house->addEmail();
    const auto moved =
        m_house->asA({EndpointId::ChangeEmailIntegration, {id}, {}, {{u"smtp_config"_s, inside}}});
    QCOMPARE(moved.status, 400);
    QCOMPARE(moved.field(), u"smtp_config.smtp_host"_s);
    QCOMPARE(m_house->asA({EndpointId::EmailIntegration, {id}}).text("smtp_host"), u"mail.example.com"_s);
}

void EmailIntegrationTest::plainTextNeedsTheOperator()
{
    QJsonObject body = test::emailBody();
    body.insert(u"smtp_config"_s,
                QJsonObject{{u"smtp_host"_s, u"mail.example.com"_s},
                            {u"smtp_tls"_s, false},
                            {u"from_address"_s, u"alerts@example.com"_s}});
    const auto created = m_house->asA({EndpointId::CreateEmailIntegration, {}, {}, body});
    QCOMPARE(created.status, 400);
    QCOMPARE(created.field(), u"smtp_config.smtp_security"_s);
}

void EmailIntegrationTest::deleteTakesItAway()
{
    const QString id = m_house->addEmail();
    const QString route = m_house->addRoute(id);
    QCOMPARE(m_house->asA({EndpointId::DeleteEmailIntegration, {id}}).status, 204);
    QCOMPARE(m_house->asA({EndpointId::EmailIntegration, {id}}).status, 404);
    QCOMPARE(m_house->asA({EndpointId::Route, {route}}).status, 404);
    QCOMPARE(m_house->asA({EndpointId::DeleteEmailIntegration, {id}}).status, 404);
}

void EmailIntegrationTest::otherTypesAreNotThere()
{
    const QString webhook = m_house->addWebhook();
    for (const EndpointId endpoint : {EndpointId::EmailIntegration, EndpointId::ChangeEmailIntegration,
                                      EndpointId::DeleteEmailIntegration, EndpointId::TestEmailIntegration})
        QCOMPARE(m_house->asA({endpoint, {webhook}, {}, {{u"enabled"_s, false}}}).status, 404);
    QCOMPARE(m_house->asA({EndpointId::Integration, {webhook}}).status, 200);
    QVERIFY(m_house->sent.isEmpty());
}

void EmailIntegrationTest::testsByTheSameMessage()
{
    const QString id = m_house->addEmail();
    const auto tested = m_house->asA({EndpointId::TestEmailIntegration, {id}});
    QCOMPARE(tested.status, 200);
    QCOMPARE(tested.json.value(u"success"_s), QJsonValue(true));
    QCOMPARE(tested.text("integration_id"), id);
    QCOMPARE(tested.text("integration_name"), u"desk"_s);
    QCOMPARE(tested.json.value(u"recipients_count"_s).toInt(), 2);
    QVERIFY(tested.json.contains(u"duration_ms"_s) && tested.json.value(u"error"_s).isNull());
    QCOMPARE(m_house->sent.size(), 1);
    const delivery::Message &message = m_house->sent.first().message;
    QCOMPARE(m_house->sent.first().type, model::IntegrationType::Email);
    QCOMPARE(message.integrationId, id);
    QCOMPARE(QJsonDocument::fromJson(message.body).object().value(u"status"_s).toString(), u"OPEN"_s);

    m_house->attempt = {.outcome = delivery::Outcome::GiveUp, .code = u"smtp_535"_s, .detail = u"535 no"_s};
    const auto refused = m_house->asA({EndpointId::TestEmailIntegration, {id}});
    QCOMPARE(refused.json.value(u"success"_s), QJsonValue(false));
    QCOMPARE(refused.text("error"), u"smtp_535: 535 no"_s);
    for (int i = 0; i < 3; ++i)
        QCOMPARE(m_house->asA({EndpointId::TestEmailIntegration, {id}}).status, 200);
    QCOMPARE(m_house->asA({EndpointId::TestEmailIntegration, {id}}).status, 429);
    QCOMPARE(m_house->sent.size(), 5);
}

void EmailIntegrationTest::mistakesAreNamed_data()
{
    QTest::addColumn<QString>("object");
    QTest::addColumn<QString>("field");
    QTest::addColumn<QJsonValue>("value");
    QTest::newRow("recipient") << u"recipients"_s << u"cc"_s << QJsonValue(QJsonArray{u"nobody"_s});
    QTest::newRow("sender") << u"smtp_config"_s << u"from_address"_s << QJsonValue(u"x"_s);
    QTest::newRow("subject") << u"template"_s << u"subject_template"_s << QJsonValue(u"{sevirity}"_s);
    QTest::newRow("body") << u"template"_s << u"body_template"_s << QJsonValue(u"{message"_s);
}

void EmailIntegrationTest::mistakesAreNamed()
{
    QFETCH(QString, object);
    QFETCH(QString, field);
    QFETCH(QJsonValue, value);
    QJsonObject body = test::emailBody();
    QJsonObject part = body.value(object).toObject();
    part.insert(field, value);
    body.insert(object, part);
    const auto answer = m_house->asA({EndpointId::CreateEmailIntegration, {}, {}, body});
    QCOMPARE(answer.status, 400);
    QCOMPARE(answer.field(), object + u'.' + field);
    QCOMPARE(m_house->one(u"SELECT count(*) FROM integration"_s), u"0"_s);
}

PULSE_TEST_CASE(EmailIntegrationTest)
#include "email_integration_test.moc"
