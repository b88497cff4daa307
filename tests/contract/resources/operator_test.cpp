// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/suite/test_case.h"
#include "two_tenants.h"

#include <QTest>

using namespace pulse;
using namespace Qt::StringLiterals;
using test::Call;
using wire::EndpointId;

class OperatorTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void quarantineShowsEveryTenant();
    void tenantFilterNarrows();
    void everyLookIsAudited();
    void customersAreRefused();
    void operatorsHaveNoTenant();
    void badParametersAreNamed_data();
    void badParametersAreNamed();

private:
    std::unique_ptr<test::TwoTenants> m_house;
};

void OperatorTest::initTestCase()
{
    auto house = test::TwoTenants::create();
    QVERIFY2(house, qPrintable(house ? QString() : house.error().what));
    m_house = *std::move(house);
    m_house->sql(
        u"INSERT INTO quarantine_event (ingested_at, tenant_key, tenant_id, site_id, device_id, msg_type, "
        u"reason, topic,"
        " payload_sealed) VALUES (now() - interval '10 minutes', 1, 'tenant-a', 'north', 'd', 'telemetry', "
        "'BAD_JSON', 't',"
        " 'x'), (now() - interval '5 minutes', 2, 'tenant-b', NULL, NULL, NULL, 'UNREGISTERED_DEVICE', "
        "'t', 'x'),"
        " (now() - interval '3 hours', 2, 'tenant-b', 'south', 'd', 'telemetry', 'TOO_OLD', 't', 'x');"
        "INSERT INTO quarantine_counter VALUES (date_trunc('minute', now()) - interval '10 minutes', 1, "
        "'BAD_JSON', 40),"
        " (date_trunc('minute', now()) - interval '5 minutes', 1, 'BAD_JSON', 2),"
        " (date_trunc('minute', now()) - interval '5 minutes', NULL, 'UNREGISTERED_DEVICE', 9),"
        " (date_trunc('minute', now()) - interval '3 hours', 2, 'TOO_OLD', 5)"_s);
}

void OperatorTest::quarantineShowsEveryTenant()
{
    const auto answer = m_house->asOperator({EndpointId::OperatorQuarantine});
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.json.value(u"minutes"_s).toInt(), 60);
    QCOMPARE(answer.json.value(u"limit"_s).toInt(), 100);
    QCOMPARE(answer.list("events").size(), 2);
    const QJsonObject newest = answer.list("events").first().toObject();
    QCOMPARE(newest.value(u"tenant_id"_s).toString(), u"tenant-b"_s);
    QCOMPARE(newest.value(u"reason"_s).toString(), u"UNREGISTERED_DEVICE"_s);
    QVERIFY(newest.value(u"site_id"_s).isNull());
    QCOMPARE(answer.object("counts"), (QJsonObject{{u"BAD_JSON"_s, 42}, {u"UNREGISTERED_DEVICE"_s, 9}}));
    const auto day = m_house->asOperator({EndpointId::OperatorQuarantine, {}, u"minutes=1440&limit=1"_s});
    QCOMPARE(day.list("events").size(), 1);
    QCOMPARE(day.object("counts").value(u"TOO_OLD"_s).toInt(), 5);
}

void OperatorTest::tenantFilterNarrows()
{
    const auto answer =
        m_house->asOperator({EndpointId::OperatorQuarantine, {}, u"tenant_filter=tenant-a"_s});
    QCOMPARE(answer.list("events").size(), 1);
    QCOMPARE(answer.object("counts"), (QJsonObject{{u"BAD_JSON"_s, 42}}));
    QCOMPARE(answer.text("tenant_filter"), u"tenant-a"_s);
}

void OperatorTest::everyLookIsAudited()
{
    m_house->sql(u"TRUNCATE operator_audit_log"_s);
    m_house->asOperator({EndpointId::OperatorQuarantine, {}, u"tenant_filter=tenant-b"_s});
    QCOMPARE(
        m_house->one(
            u"SELECT concat_ws(' ', user_id, action, tenant_filter, resource_type, ip_address, user_agent)"
            " FROM operator_audit_log"_s),
        u"sub-of-operator view_quarantine tenant-b quarantine 127.0.0.1 test"_s);
}

void OperatorTest::customersAreRefused()
{
    m_house->sql(u"TRUNCATE operator_audit_log"_s);
    QCOMPARE(m_house->asA({EndpointId::OperatorQuarantine}).status, 403);
    QCOMPARE(m_house->one(u"SELECT count(*) FROM operator_audit_log"_s), u"0"_s);
}

void OperatorTest::operatorsHaveNoTenant()
{
    for (const EndpointId endpoint : {EndpointId::Devices, EndpointId::Alerts, EndpointId::Integrations,
                                      EndpointId::Routes, EndpointId::AlertRules, EndpointId::DeliveryStatus})
        QCOMPARE(m_house->asOperator({endpoint}).status, 403);
}

void OperatorTest::badParametersAreNamed_data()
{
    QTest::addColumn<QString>("query");
    QTest::addColumn<QString>("field");
    QTest::newRow("no minutes") << u"minutes=0"_s << u"minutes"_s;
    QTest::newRow("more than a day") << u"minutes=1441"_s << u"minutes"_s;
    QTest::newRow("limit") << u"limit=501"_s << u"limit"_s;
}

void OperatorTest::badParametersAreNamed()
{
    QFETCH(QString, query);
    QFETCH(QString, field);
    const auto answer = m_house->asOperator({EndpointId::OperatorQuarantine, {}, query});
    QCOMPARE(answer.status, 400);
    QCOMPARE(answer.field(), field);
}

PULSE_TEST_CASE(OperatorTest)

#include "operator_test.moc"
