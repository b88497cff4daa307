// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// System alerts as operators read and acknowledge them: across tenants, audited; customers never.
#include "support/suite/test_case.h"
#include "two_tenants.h"

#include <QTest>

using namespace pulse;
using namespace Qt::StringLiterals;
using wire::EndpointId;

class SystemAlertTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void openOnesAreListedNewestFirst();
    void allAreListedWhenAskedFor();
    void pagesFollowEachOther();
    void acknowledgingNamesWhoDid();
    void whatIsOverCannotBeAcknowledged();
    void everyLookAndActIsAudited();
    void customersSeeTheirOwn();
    void customersAreRefused();
    void badParametersAreNamed_data();
    void badParametersAreNamed();

private:
    static QStringList kinds(const test::Answer &answer)
    {
        QStringList words;
        for (const QJsonValue &item : answer.list("system_alerts"))
            words.append(item.toObject().value(u"kind"_s).toString());
        return words;
    }
    test::Answer acknowledge(const QString &id)
    {
        return m_house->asOperator({EndpointId::AcknowledgeSystemAlert, {id}});
    }

    std::unique_ptr<test::TwoTenants> m_house;
};

void SystemAlertTest::initTestCase()
{
    auto house = test::TwoTenants::create();
    QVERIFY2(house, qPrintable(house ? QString() : house.error().what));
    m_house = *std::move(house);
}

void SystemAlertTest::init()
{
    m_house->sql(
        u"TRUNCATE operator_audit_log; TRUNCATE system_alert RESTART IDENTITY;"
        "INSERT INTO system_alert (tenant_key, kind, subject, severity, summary, details, raised_at, "
        "updated_at, cleared_at) VALUES"
        " (NULL, 'INGEST_BLIND', '', 4, 'blind', '{\"cause\": \"BROKER_AWAY\"}', now() - interval '1 h', "
        "now(), now()),"
        " (NULL, 'SESSION_LOST', '', 5, 'lost', '{}', now() - interval '10 min', now(), NULL),"
        " (2, 'FROM_THE_FUTURE', 'i-1', 3, 'failing', '{}', now(), now(), NULL)"_s);
}

void SystemAlertTest::openOnesAreListedNewestFirst()
{
    const auto answer = m_house->asOperator({EndpointId::SystemAlerts});
    QCOMPARE(answer.status, 200);
    QCOMPARE(kinds(answer), (QStringList{u"OTHER"_s, u"SESSION_LOST"_s}));
    QCOMPARE(answer.json.value(u"total"_s).toInt(), 2);
    QCOMPARE(answer.json.value(u"count"_s).toInt(), 2);
    QVERIFY(answer.json.value(u"next"_s).isNull());
    QCOMPARE(answer.text("status"), u"OPEN"_s);
    const QJsonObject ofTenant = answer.list("system_alerts")[0].toObject();
    QCOMPARE(ofTenant.value(u"tenant_id"_s).toString(), u"tenant-b"_s);
    QCOMPARE(ofTenant.value(u"subject"_s).toString(), u"i-1"_s);
    const QJsonObject ofPulse = answer.list("system_alerts")[1].toObject();
    QVERIFY(ofPulse.value(u"tenant_id"_s).isNull());
    QCOMPARE(ofPulse.value(u"severity"_s).toInt(), 5);
    QCOMPARE(ofPulse.value(u"status"_s).toString(), u"OPEN"_s);
}

void SystemAlertTest::allAreListedWhenAskedFor()
{
    const auto answer = m_house->asOperator({EndpointId::SystemAlerts, {}, u"status=ALL"_s});
    QCOMPARE(kinds(answer).last(), u"INGEST_BLIND"_s);
    const QJsonObject over = answer.list("system_alerts").last().toObject();
    QCOMPARE(over.value(u"status"_s).toString(), u"CLOSED"_s);
    QCOMPARE(over.value(u"details"_s).toObject(), (QJsonObject{{u"cause"_s, u"BROKER_AWAY"_s}}));
}

void SystemAlertTest::pagesFollowEachOther()
{
    const auto first = m_house->asOperator({EndpointId::SystemAlerts, {}, u"status=ALL&limit=2"_s});
    QCOMPARE(first.list("system_alerts").size(), 2);
    QCOMPARE(first.json.value(u"total"_s).toInt(), 3);
    const auto second = m_house->asOperator(
        {EndpointId::SystemAlerts, {}, u"status=ALL&limit=2&after="_s + first.text("next")});
    QCOMPARE(kinds(second), QStringList{u"INGEST_BLIND"_s});
    const auto both = m_house->asOperator(
        {EndpointId::SystemAlerts, {}, u"status=ALL&offset=1&after="_s + first.text("next")});
    QCOMPARE(both.status, 400);
    QCOMPARE(both.field(), u"after"_s);
    QVERIFY(second.json.value(u"next"_s).isNull());
}

void SystemAlertTest::acknowledgingNamesWhoDid()
{
    const auto answer = acknowledge(u"2"_s);
    QCOMPARE(answer.status, 200);
    const QJsonObject alert = answer.object("system_alert");
    QCOMPARE(alert.value(u"status"_s).toString(), u"ACKNOWLEDGED"_s);
    QCOMPARE(alert.value(u"acknowledged_by"_s).toString(), u"sub-of-operator"_s);
    QCOMPARE(acknowledge(u"2"_s).object("system_alert"), alert); // again: as it is
    QCOMPARE(kinds(m_house->asOperator({EndpointId::SystemAlerts})).size(), 2); // it stays
    QCOMPARE(m_house->one(u"SELECT concat_ws(' ', kind, key) FROM change ORDER BY seq DESC LIMIT 1"_s),
             u"system 2"_s);
}

void SystemAlertTest::whatIsOverCannotBeAcknowledged()
{
    const auto over = acknowledge(u"1"_s);
    QCOMPARE(over.status, 409);
    QCOMPARE(over.text("code"), u"system_alert_closed"_s);
    QCOMPARE(acknowledge(u"99"_s).status, 404);
    const auto nonsense = acknowledge(u"x"_s);
    QCOMPARE(nonsense.status, 400);
    QCOMPARE(nonsense.field(), u"system_alert_id"_s);
}

void SystemAlertTest::everyLookAndActIsAudited()
{
    m_house->asOperator({EndpointId::SystemAlerts});
    acknowledge(u"2"_s);
    QCOMPARE(m_house->one(u"SELECT string_agg(concat_ws(' ', user_id, action, resource_type, resource_id, "
                          "ip_address, user_agent), ', ' ORDER BY id) FROM operator_audit_log"_s),
             u"sub-of-operator view_system_alerts system_alert 127.0.0.1 test, "
             "sub-of-operator acknowledge_system_alert system_alert 2 127.0.0.1 test"_s);
}

void SystemAlertTest::customersSeeTheirOwn()
{
    m_house->sql(
        u"INSERT INTO system_alert (tenant_key, kind, subject, severity, summary, raised_at, updated_at) "
        "VALUES (2, 'INTEGRATION_FAILING', 'i-2', 3, 'failing', now(), now())"_s);
    QCOMPARE(kinds(m_house->asA({EndpointId::CustomerSystemAlerts, {}, u"status=ALL"_s})), QStringList());
    const auto own = m_house->asB({EndpointId::CustomerSystemAlerts});
    QCOMPARE(kinds(own), (QStringList{u"INTEGRATION_FAILING"_s, u"OTHER"_s}));
    QCOMPARE(own.text("tenant_id"), u"tenant-b"_s);
    QCOMPARE(own.json.value(u"total"_s).toInt(), 2);
    QCOMPARE(m_house->asB({EndpointId::CustomerSystemAlerts, {}, u"status=OVER"_s}).field(), u"status"_s);
}

void SystemAlertTest::customersAreRefused()
{
    QCOMPARE(m_house->asA({EndpointId::SystemAlerts}).status, 403);
    QCOMPARE(m_house->asB({EndpointId::AcknowledgeSystemAlert, {u"3"_s}}).status, 403); // although its own
    QCOMPARE(m_house->one(u"SELECT count(*) FROM operator_audit_log"_s), u"0"_s);
    QCOMPARE(m_house->one(u"SELECT count(*) FROM system_alert WHERE acknowledged_at IS NULL"_s), u"3"_s);
}

void SystemAlertTest::badParametersAreNamed_data()
{
    QTest::addColumn<QString>("query");
    QTest::addColumn<QString>("field");
    QTest::newRow("status") << u"status=CLOSED"_s << u"status"_s;
    QTest::newRow("limit") << u"limit=501"_s << u"limit"_s;
    QTest::newRow("cursor") << u"after=x"_s << u"after"_s;
}

void SystemAlertTest::badParametersAreNamed()
{
    QFETCH(QString, query);
    QFETCH(QString, field);
    const auto answer = m_house->asOperator({EndpointId::SystemAlerts, {}, query});
    QCOMPARE(answer.status, 400);
    QCOMPARE(answer.field(), field);
}

PULSE_TEST_CASE(SystemAlertTest)

#include "system_alert_test.moc"
