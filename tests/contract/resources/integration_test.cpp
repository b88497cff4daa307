// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/suite/test_case.h"
#include "two_tenants.h"

#include <QTest>

using namespace pulse;
using namespace Qt::StringLiterals;
using test::Call;
using wire::EndpointId;

class IntegrationTest : public QObject {
    Q_OBJECT

private slots:
    void init();
    void createShowsHostOnlyAndSealsTheRest();
    void changeKeepsWhatItDoesNotName();
    void signingSecretsAreCountedAndSealed();
    void onlyADisabledFlag();
    void refusedAddressesAreNamed();
    void whatStaysIsNotJudged();
    void otherTypesAreNotChangedHere();
    void whatDoesNotUnsealIsNotChanged();
    void deleteTakesItsRoutes();
    void listsByAge();
    void mistakesAreNamed_data();
    void mistakesAreNamed();
    void badIdsAreNamed();

private:
    QJsonObject unsealed(const QString &integrationId) const;
    std::unique_ptr<test::TwoTenants> m_house;
};

void IntegrationTest::init()
{
    if (!m_house) {
        auto house = test::TwoTenants::create();
        QVERIFY2(house, qPrintable(house ? QString() : house.error().what));
        m_house = *std::move(house);
    }
    m_house->sql(u"DELETE FROM integration; DELETE FROM change"_s);
}

QJsonObject IntegrationTest::unsealed(const QString &integrationId) const
{
    const QByteArray sealed = QByteArray::fromHex(
        m_house
            ->one(u"SELECT encode(sealed, 'hex') FROM integration WHERE integration_id = '%1'"_s.arg(
                integrationId))
            .toLatin1());
    const QByteArray context = "integration:" + integrationId.toLatin1() + '|';
    return sealed.startsWith(context)
        ? QJsonDocument::fromJson(QByteArray::fromBase64(sealed.mid(context.size()))).object()
        : QJsonObject();
}

void IntegrationTest::createShowsHostOnlyAndSealsTheRest()
{
    const auto answer =
        m_house->asA({EndpointId::CreateIntegration,
                      {},
                      {},
                      {{u"name"_s, u"desk"_s},
                       {u"webhook_url"_s, u"https://user:pass@example.com:8443/hook/t0ken?key=s3cret"_s},
                       {u"headers"_s, QJsonObject{{u"Authorization"_s, u"Bearer b"_s}}}}});
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.text("url"), u"https://example.com:8443"_s);
    QCOMPARE(answer.text("type"), u"webhook"_s);
    QCOMPARE(answer.json.value(u"enabled"_s).toBool(), true);
    const QString id = answer.text("integration_id");
    for (const QByteArray &shown :
         {QJsonDocument(answer.json).toJson(),
          QJsonDocument(m_house->asA({EndpointId::Integration, {id}}).json).toJson(),
          QJsonDocument(m_house->asA({EndpointId::Integrations}).json).toJson()}) {
        QVERIFY(shown.contains("example.com"));
        QVERIFY(!shown.contains("pass") && !shown.contains("t0ken") && !shown.contains("s3cret")
                && !shown.contains("Bearer"));
    }
    QCOMPARE(m_house->one(u"SELECT config::text FROM integration"_s),
             u"{\"url\": \"https://example.com:8443\"}"_s);
    QCOMPARE(unsealed(id).value(u"url"_s).toString(),
             u"https://user:pass@example.com:8443/hook/t0ken?key=s3cret"_s);
    QCOMPARE(unsealed(id).value(u"headers"_s).toObject().value(u"Authorization"_s).toString(), u"Bearer b"_s);
    QCOMPARE(m_house->one(u"SELECT concat_ws(' ', tenant_key, kind, key) FROM change"_s), u"1 config 0"_s);
}

void IntegrationTest::changeKeepsWhatItDoesNotName()
{
    const QString id = m_house->addWebhook();
    const auto answer = m_house->asA({EndpointId::ChangeIntegration, {id}, {}, {{u"name"_s, u"desk 2"_s}}});
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.text("name"), u"desk 2"_s);
    QCOMPARE(unsealed(id).value(u"url"_s).toString(), u"https://example.com/hook?key=s3cret"_s);
    const auto moved = m_house->asA(
        {EndpointId::ChangeIntegration, {id}, {}, {{u"webhook_url"_s, u"https://other.example/x"_s}}});
    QCOMPARE(moved.text("url"), u"https://other.example"_s);
    QCOMPARE(unsealed(id).value(u"url"_s).toString(), u"https://other.example/x"_s);
    QCOMPARE(moved.text("name"), u"desk 2"_s);
}

void IntegrationTest::signingSecretsAreCountedAndSealed()
{
    const QString first = u"whsec_"_s + QString(32, u'A');
    const QString second = u"whsec_"_s + QString(32, u'B');
    const QString id = m_house->addWebhook();
    const auto changed = m_house->asA(
        {EndpointId::ChangeIntegration, {id}, {}, {{u"signing_secrets"_s, QJsonArray{second, first}}}});
    QCOMPARE(changed.status, 200);
    QCOMPARE(changed.json.value(u"signing_secret_count"_s).toInt(), 2);
    QVERIFY(!QJsonDocument(changed.json).toJson().contains("whsec_"));
    QCOMPARE(unsealed(id).value(u"signing_secrets"_s), QJsonValue(QJsonArray{second, first}));
    const auto renamed = m_house->asA({EndpointId::ChangeIntegration, {id}, {}, {{u"name"_s, u"desk 2"_s}}});
    QCOMPARE(renamed.json.value(u"signing_secret_count"_s).toInt(), 2);
}

void IntegrationTest::onlyADisabledFlag()
{
    const QString id = m_house->addWebhook();
    QCOMPARE(m_house->asA({EndpointId::ChangeIntegration, {id}, {}, {{u"enabled"_s, false}}}).status, 200);
    QCOMPARE(m_house->one(u"SELECT enabled FROM integration"_s), u"f"_s);
    QCOMPARE(m_house->asA({EndpointId::ChangeIntegration, {id}}).status, 400);
}

void IntegrationTest::refusedAddressesAreNamed()
{
    const QJsonObject inside{{u"name"_s, u"desk"_s}, {u"webhook_url"_s, u"https://10.0.0.1/x"_s}};
    const auto created = m_house->asA({EndpointId::CreateIntegration, {}, {}, inside});
    QCOMPARE(created.status, 400);
    QCOMPARE(created.field(), u"webhook_url"_s);
    QCOMPARE(created.text("code"), u"address_refused"_s);
    const QString id = m_house->addWebhook();
    const auto changed = m_house->asA({EndpointId::ChangeIntegration, {id}, {}, inside});
    QCOMPARE(changed.status, 400);
    QCOMPARE(changed.field(), u"webhook_url"_s);
    QCOMPARE(m_house->one(u"SELECT string_agg(config ->> 'url', ',') FROM integration"_s),
             u"https://example.com"_s);
}

// A secret can be replaced while the address is no good.
void IntegrationTest::whatStaysIsNotJudged()
{
    const QString id = m_house->addWebhook();
    const QByteArray config = QByteArray(R"({"url":"https://10.0.0.1/x"})").toBase64();
    m_house->sql(
        u"UPDATE integration SET sealed = 'integration:%1|%2'"_s.arg(id, QString::fromLatin1(config)));
    const QJsonArray secrets{u"whsec_"_s + QString(32, u'A')};
    const auto changed =
        m_house->asA({EndpointId::ChangeIntegration, {id}, {}, {{u"signing_secrets"_s, secrets}}});
    QCOMPARE(changed.json.value(u"signing_secret_count"_s).toInt(), 1);
    const auto moved = m_house->asA(
        {EndpointId::ChangeIntegration, {id}, {}, {{u"webhook_url"_s, u"https://10.0.0.1/y"_s}}});
    QCOMPARE(moved.field(), u"webhook_url"_s);
}

void IntegrationTest::otherTypesAreNotChangedHere()
{
    m_house->sql(
        u"INSERT INTO integration (tenant_key, name, type, sealed) VALUES (1, 'trap', 'snmp', '')"_s);
    const QString id = m_house->one(u"SELECT integration_id FROM integration"_s);
    QCOMPARE(m_house->asA({EndpointId::Integration, {id}}).text("type"), u"snmp"_s);
    const auto changed = m_house->asA({EndpointId::ChangeIntegration, {id}, {}, {{u"enabled"_s, false}}});
    QCOMPARE(changed.status, 409);
    QCOMPARE(changed.text("code"), u"wrong_integration_type"_s);
}

void IntegrationTest::whatDoesNotUnsealIsNotChanged()
{
    const QString first = m_house->addWebhook();
    const QString second = m_house->addWebhook();
    // One row's secrets put into another's.
    m_house->sql(
        u"UPDATE integration SET sealed = (SELECT sealed FROM integration WHERE integration_id = '%1')"
        " WHERE integration_id = '%2'"_s.arg(first, second));
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"another context"_s));
    QCOMPARE(m_house->asA({EndpointId::ChangeIntegration, {second}, {}, {{u"enabled"_s, false}}}).status,
             500);
    QCOMPARE(m_house->one(u"SELECT count(*) FROM integration WHERE enabled"_s), u"2"_s);
}

void IntegrationTest::deleteTakesItsRoutes()
{
    const QString id = m_house->addWebhook();
    const QString route = m_house->addRoute(id);
    QCOMPARE(m_house->asA({EndpointId::DeleteIntegration, {id}}).status, 204);
    QCOMPARE(m_house->asA({EndpointId::Integration, {id}}).status, 404);
    QCOMPARE(m_house->asA({EndpointId::Route, {route}}).status, 404);
    QCOMPARE(m_house->asA({EndpointId::DeleteIntegration, {id}}).status, 404);
}

void IntegrationTest::listsByAge()
{
    const QString first = m_house->addWebhook();
    const QString second = m_house->addWebhook();
    const auto page = m_house->asA({EndpointId::Integrations, {}, u"limit=1"_s});
    QCOMPARE(page.text("tenant_id"), u"tenant-a"_s);
    QCOMPARE(page.json.value(u"total"_s).toInt(), 2);
    QCOMPARE(page.list("integrations").first().toObject().value(u"integration_id"_s).toString(), first);
    const auto next = m_house->asA({EndpointId::Integrations, {}, u"limit=1&after="_s + page.text("next")});
    QCOMPARE(next.list("integrations").first().toObject().value(u"integration_id"_s).toString(), second);
    QVERIFY(next.json.value(u"next"_s).isNull());
}

void IntegrationTest::mistakesAreNamed_data()
{
    QTest::addColumn<QJsonObject>("change");
    QTest::addColumn<QString>("field");
    QTest::newRow("no name") << QJsonObject{{u"webhook_url"_s, u"https://example.com"_s}} << u"name"_s;
    QTest::newRow("no address") << QJsonObject{{u"name"_s, u"x"_s}} << u"webhook_url"_s;
    QTest::newRow("name") << QJsonObject{{u"name"_s, u"a\nb"_s}, {u"webhook_url"_s, u"https://example.com"_s}}
                          << u"name"_s;
    QTest::newRow("scheme") << QJsonObject{{u"name"_s, u"x"_s}, {u"webhook_url"_s, u"ftp://example.com"_s}}
                            << u"webhook_url"_s;
    QTest::newRow("header") << QJsonObject{{u"name"_s, u"x"_s},
                                           {u"webhook_url"_s, u"https://example.com"_s},
                                           {u"headers"_s, QJsonObject{{u"A"_s, u"b\r\nC: d"_s}}}}
                            << u"headers"_s;
}

void IntegrationTest::mistakesAreNamed()
{
    QFETCH(QJsonObject, change);
    QFETCH(QString, field);
    const auto answer = m_house->asA({EndpointId::CreateIntegration, {}, {}, change});
    QCOMPARE(answer.status, 400);
    QCOMPARE(answer.field(), field);
    QCOMPARE(m_house->one(u"SELECT count(*) FROM integration"_s), u"0"_s);
}

void IntegrationTest::badIdsAreNamed()
{
    for (const EndpointId endpoint :
         {EndpointId::Integration, EndpointId::ChangeIntegration, EndpointId::DeleteIntegration}) {
        const auto answer = m_house->asA({endpoint, {u"17"_s}, {}, {{u"enabled"_s, true}}});
        QCOMPARE(answer.status, 400);
        QCOMPARE(answer.field(), u"integration_id"_s);
    }
}

PULSE_TEST_CASE(IntegrationTest)

#include "integration_test.moc"
