// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/suite/test_case.h"
#include "two_tenants.h"

#include <QTest>

using namespace pulse;
using namespace Qt::StringLiterals;
using test::Call;
using wire::EndpointId;

class AlertTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void oneAlert();
    void statusSelects_data();
    void statusSelects();
    void otherFiltersSelect();
    void pagesCoverEveryAlertOnce();
    void badParametersAreNamed_data();
    void badParametersAreNamed();
    void unknownIsNotFound();
    void customersAskTheSame();
    void operatorsSeeEveryTenantAudited();
    void deliveryAttemptsNewestFirst();

private:
    std::unique_ptr<test::TwoTenants> m_house;
};

void AlertTest::initTestCase()
{
    auto house = test::TwoTenants::create();
    QVERIFY2(house, qPrintable(house ? QString() : house.error().what));
    m_house = *std::move(house);
    m_house->sql(
        u"INSERT INTO device (tenant_key, device_id, site_key) VALUES (1, 'd1', 1), (1, 'd2', 1), (2, 'd1', "
        u"2);"
        "INSERT INTO alert (alert_id, tenant_key, device_key, alert_type, fingerprint, severity, confidence, "
        "summary,"
        " details, created_at, opened_ts, updated_at, cleared_at, acknowledged_at, acknowledged_by) VALUES"
        " (1, 1, 1, 'THRESHOLD', 'RULE:r:d1', 5, 0.9, 'hot', '{\"value\": 41.5}', '2026-01-15Z', "
        "'2026-01-14 22:00Z',"
        "  '2026-01-15Z', NULL, NULL, NULL),"
        " (2, 1, 2, 'NO_HEARTBEAT', 'NO_HEARTBEAT:d2', 4, 1, 'silent', '{}', now(), now(), now(), NULL, "
        "now(), 'ann'),"
        " (3, 1, 1, 'THRESHOLD', 'RULE:s:d1', 3, 1, 'was hot', '{}', now(), now(), now(), now(), now(), "
        "'ann'),"
        " (4, 1, 1, 'THRESHOLD', 'RULE:t:d1', 3, 1, 'was hot', '{}', now(), now(), now(), now(), NULL, NULL),"
        " (5, 2, 3, 'THRESHOLD', 'RULE:r:d1', 3, 1, 'of b', '{}', now(), now(), now(), NULL, NULL, NULL)"_s);
}

void AlertTest::oneAlert()
{
    const auto answer = m_house->asA({EndpointId::Alert, {u"1"_s}});
    QCOMPARE(answer.status, 200);
    const QJsonObject alert = answer.object("alert");
    QCOMPARE(alert.value(u"alert_id"_s).toInt(), 1);
    QCOMPARE(alert.value(u"device_id"_s).toString(), u"d1"_s);
    QCOMPARE(alert.value(u"site_id"_s).toString(), u"north"_s);
    QCOMPARE(alert.value(u"confidence"_s).toDouble(), 0.9);
    QCOMPARE(alert.value(u"details"_s).toObject(), (QJsonObject{{u"value"_s, 41.5}}));
    QCOMPARE(alert.value(u"status"_s).toString(), u"OPEN"_s);
    QCOMPARE(alert.value(u"created_at"_s).toString(), u"2026-01-15T00:00:00.000000Z"_s);
    QVERIFY(alert.value(u"closed_at"_s).isNull());
    QCOMPARE(alert.value(u"opened_ts"_s).toString(), u"2026-01-14T22:00:00.000000Z"_s);
    QVERIFY(alert.value(u"cleared_ts"_s).isNull());
}

void AlertTest::statusSelects_data()
{
    QTest::addColumn<QString>("query");
    QTest::addColumn<QString>("ids");
    QTest::newRow("open by default, acknowledged or not") << u""_s << u"2 1"_s;
    QTest::newRow("open") << u"status=OPEN"_s << u"2 1"_s;
    QTest::newRow("acknowledged and still active") << u"status=ACKNOWLEDGED"_s << u"2"_s;
    QTest::newRow("closed") << u"status=CLOSED"_s << u"4 3"_s;
    QTest::newRow("closed, and nobody saw it") << u"status=RETURNED"_s << u"4"_s;
    QTest::newRow("of a severity or above") << u"status=ALL&min_severity=4"_s << u"2 1"_s;
    QTest::newRow("of a site") << u"status=ALL&site_id=north"_s << u"4 3 2 1"_s;
    QTest::newRow("of another site") << u"status=ALL&site_id=south"_s << u""_s;
    QTest::newRow("not shelved") << u"shelved=false"_s << u"2 1"_s;
    QTest::newRow("shelved") << u"shelved=true"_s << u""_s;
    QTest::newRow("all") << u"status=ALL"_s << u"4 3 2 1"_s;
}

void AlertTest::statusSelects()
{
    QFETCH(QString, query);
    QFETCH(QString, ids);
    const auto answer = m_house->asA({EndpointId::Alerts, {}, query});
    QCOMPARE(answer.status, 200);
    QStringList found;
    for (const auto &alert : answer.list("alerts"))
        found.append(QString::number(alert.toObject().value(u"alert_id"_s).toInt()));
    QCOMPARE(found.join(u' '), ids);
    QCOMPARE(answer.json.value(u"total"_s).toInt(), found.size());
    QCOMPARE(answer.text("tenant_id"), u"tenant-a"_s);
}

void AlertTest::otherFiltersSelect()
{
    const auto silent = m_house->asA({EndpointId::Alerts, {}, u"alert_type=NO_HEARTBEAT"_s});
    QCOMPARE(silent.json.value(u"total"_s).toInt(), 1);
    QCOMPARE(silent.text("alert_type"), u"NO_HEARTBEAT"_s);
    QCOMPARE(silent.text("status"), u"OPEN"_s);
    QCOMPARE(m_house->asA({EndpointId::Alerts, {}, u"device_id=d1"_s}).json.value(u"total"_s).toInt(), 1);
    QCOMPARE(
        m_house->asA({EndpointId::Alerts, {}, u"device_id=d1&status=ALL"_s}).json.value(u"total"_s).toInt(),
        3);
    QCOMPARE(m_house->asA({EndpointId::Alerts, {}, u"device_id=nobody"_s}).json.value(u"total"_s).toInt(), 0);
}

void AlertTest::pagesCoverEveryAlertOnce()
{
    const auto first = m_house->asA({EndpointId::Alerts, {}, u"status=ALL&limit=3"_s});
    QCOMPARE(first.list("alerts").size(), 3);
    QCOMPARE(first.json.value(u"total"_s).toInt(), 4);
    const auto second =
        m_house->asA({EndpointId::Alerts, {}, u"status=ALL&limit=3&after="_s + first.text("next")});
    QCOMPARE(second.list("alerts").size(), 1);
    QCOMPARE(second.list("alerts").first().toObject().value(u"alert_id"_s).toInt(), 1);
    QVERIFY(second.json.value(u"next"_s).isNull());
}

void AlertTest::badParametersAreNamed_data()
{
    QTest::addColumn<QString>("query");
    QTest::addColumn<QString>("field");
    QTest::newRow("status") << u"status=open"_s << u"status"_s;
    QTest::newRow("type") << u"alert_type=HOT"_s << u"alert_type"_s;
    QTest::newRow("severity") << u"min_severity=6"_s << u"min_severity"_s;
    QTest::newRow("shelved") << u"shelved=yes"_s << u"shelved"_s;
    QTest::newRow("cursor") << u"after=YQ"_s << u"after"_s;
}

void AlertTest::badParametersAreNamed()
{
    QFETCH(QString, query);
    QFETCH(QString, field);
    const auto answer = m_house->asA({EndpointId::Alerts, {}, query});
    QCOMPARE(answer.status, 400);
    QCOMPARE(answer.field(), field);
}

void AlertTest::unknownIsNotFound()
{
    QCOMPARE(m_house->asA({EndpointId::Alert, {u"999"_s}}).status, 404);
    const auto word = m_house->asA({EndpointId::Alert, {u"first"_s}});
    QCOMPARE(word.status, 400);
    QCOMPARE(word.field(), u"alert_id"_s);
}

void AlertTest::customersAskTheSame()
{
    QCOMPARE(m_house->asA({EndpointId::CustomerAlerts, {}, u"status=ALL"_s}).json,
             m_house->asA({EndpointId::Alerts, {}, u"status=ALL"_s}).json);
    QCOMPARE(m_house->asA({EndpointId::CustomerAlert, {u"1"_s}}).json,
             m_house->asA({EndpointId::Alert, {u"1"_s}}).json);
}

void AlertTest::operatorsSeeEveryTenantAudited()
{
    m_house->sql(u"TRUNCATE operator_audit_log"_s);
    const auto all = m_house->asOperator({EndpointId::OperatorAlerts, {}, u"status=ALL"_s});
    QCOMPARE(all.status, 200);
    QCOMPARE(all.json.value(u"total"_s).toInt(), 5);
    QVERIFY(all.json.value(u"tenant_filter"_s).isNull());
    const auto one = m_house->asOperator({EndpointId::OperatorAlerts, {}, u"tenant_filter=tenant-b"_s});
    QCOMPARE(one.list("alerts").size(), 1);
    QCOMPARE(one.list("alerts").first().toObject().value(u"tenant_id"_s).toString(), u"tenant-b"_s);
    QCOMPARE(m_house->one(u"SELECT string_agg(concat_ws('|', action, resource_type, tenant_filter), ' '"
                          " ORDER BY id) FROM operator_audit_log"_s),
             u"list_all_alerts|alert list_all_alerts|alert|tenant-b"_s);
    QCOMPARE(m_house->asA({EndpointId::OperatorAlerts}).status, 403);
}

void AlertTest::deliveryAttemptsNewestFirst()
{
    m_house->sql(
        u"INSERT INTO delivery_job (job_id, tenant_key, alert_id, transition_id, route_key, integration_key,"
        " deliver_on_event, next_run_at, payload) VALUES (7, 1, 1, 1, 1, 1, 'OPEN', now(), '{}');"
        "INSERT INTO delivery_attempt (tenant_key, job_id, attempt_no, ok, http_status, latency_ms, error,"
        " started_at, finished_at) VALUES (1, 7, 1, false, NULL, 30, 'timeout', '2026-01-15Z', "
        "'2026-01-15Z'),"
        " (1, 7, 2, true, 204, 12, NULL, '2026-01-16Z', '2026-01-16Z')"_s);
    const auto answer = m_house->asA({EndpointId::DeliveryStatus});
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.list("attempts").size(), 2);
    const QJsonObject newest = answer.list("attempts").first().toObject();
    QCOMPARE(newest.value(u"attempt_no"_s).toInt(), 2);
    QCOMPARE(newest.value(u"http_status"_s).toInt(), 204);
    QCOMPARE(newest.value(u"tenant_id"_s).toString(), u"tenant-a"_s);
    QVERIFY(newest.value(u"error"_s).isNull());
    QCOMPARE(m_house->asA({EndpointId::DeliveryStatus, {}, u"limit=1"_s}).list("attempts").size(), 1);
    QCOMPARE(m_house->asA({EndpointId::DeliveryStatus, {}, u"limit=101"_s}).field(), u"limit"_s);
}

PULSE_TEST_CASE(AlertTest)

#include "alert_test.moc"
