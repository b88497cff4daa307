// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/suite/test_case.h"
#include "two_tenants.h"

#include <QTest>

using namespace pulse;
using namespace Qt::StringLiterals;
using test::Call;
using wire::EndpointId;

// The ids of what A has.
struct OfA {
    QString rule;
    QString webhook;
    QString snmp;
    QString email;
    QString mqtt;
    QString route;
};

// Everything tenant A has, asked for by tenant B: through every endpoint there is, B sees nothing and changes
// nothing.
class IsolationTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void everyEndpointIsAsked();
    void ownerSeesIt_data();
    void ownerSeesIt();
    void othersDoNot_data();
    void othersDoNot();
    void nothingOfAChanged();
    void bsOwnListsAreItsOwn();

private:
    void rows();
    QString fingerprint() const; // of all that A has

    std::unique_ptr<test::TwoTenants> m_house;
    OfA m_a;
    QString m_before;
};

struct Probe {
    Call call;
    QString list; // of the answer, that is empty for B; empty: B is told there is no such thing
};

static QList<Probe> probes(const OfA &a)
{
    const auto &[rule, webhook, snmp, email, mqtt, route] = a;
    const QJsonObject enabled{{u"enabled"_s, false}};
    return {{{EndpointId::Devices}, u"devices"_s},
            {{EndpointId::Device, {u"d-of-a"_s}}, {}},
            {{EndpointId::DeviceRefusals, {u"d-of-a"_s}}, {}},
            {{EndpointId::CustomerDevices}, u"devices"_s},
            {{EndpointId::CustomerDevice, {u"d-of-a"_s}}, {}},
            {{EndpointId::ChangeDevice, {u"d-of-a"_s}, {}, {{u"name"_s, u"mine"_s}}}, {}},
            {{EndpointId::Telemetry, {u"d-of-a"_s}}, {}},
            {{EndpointId::Telemetry, {u"d-of-a"_s}, u"points=10"_s}, {}},
            {{EndpointId::TelemetryLatest, {u"d-of-a"_s}}, {}},
            {{EndpointId::Alerts, {}, u"status=ALL"_s}, u"alerts"_s},
            {{EndpointId::Alerts, {}, u"status=OPEN&device_id=d-of-a"_s}, u"alerts"_s},
            {{EndpointId::Alert, {u"1"_s}}, {}},
            {{EndpointId::CustomerAlerts, {}, u"status=ALL&site_id=north&shelved=false"_s}, u"alerts"_s},
            {{EndpointId::CustomerAlert, {u"1"_s}}, {}},
            {{EndpointId::AlertHistory, {u"1"_s}}, {}},
            {{EndpointId::ExplainAlert, {u"1"_s}}, {}},
            {{EndpointId::AcknowledgeAlert, {u"1"_s}}, {}},
            {{EndpointId::UnacknowledgeAlert, {u"1"_s}}, {}},
            {{EndpointId::ShelveAlert, {u"1"_s}, {}, {{u"minutes"_s, 5}, {u"reason"_s, u"noise"_s}}}, {}},
            {{EndpointId::UnshelveAlert, {u"1"_s}}, {}},
            {{EndpointId::CommentAlert, {u"1"_s}, {}, {{u"text"_s, u"mine"_s}}}, {}},
            {{EndpointId::ExplainAlertRule, {rule}, u"device=d-of-a"_s}, {}},
            {{EndpointId::AlertRules}, u"rules"_s},
            {{EndpointId::AlertRule, {rule}}, {}},
            {{EndpointId::CustomerAlertRules}, u"rules"_s},
            {{EndpointId::CustomerAlertRule, {rule}}, {}},
            {{EndpointId::ChangeAlertRule, {rule}, {}, enabled}, {}},
            {{EndpointId::Integrations}, u"integrations"_s},
            {{EndpointId::Integration, {webhook}}, {}},
            {{EndpointId::ChangeIntegration, {webhook}, {}, enabled}, {}},
            {{EndpointId::TestIntegration, {webhook}}, {}},
            {{EndpointId::SnmpIntegrations}, u"integrations"_s},
            {{EndpointId::SnmpIntegration, {snmp}}, {}},
            {{EndpointId::ChangeSnmpIntegration, {snmp}, {}, enabled}, {}},
            {{EndpointId::TestSnmpIntegration, {snmp}}, {}},
            {{EndpointId::EmailIntegrations}, u"integrations"_s},
            {{EndpointId::EmailIntegration, {email}}, {}},
            {{EndpointId::ChangeEmailIntegration, {email}, {}, enabled}, {}},
            {{EndpointId::TestEmailIntegration, {email}}, {}},
            {{EndpointId::MqttIntegrations}, u"integrations"_s},
            {{EndpointId::MqttIntegration, {mqtt}}, {}},
            {{EndpointId::ChangeMqttIntegration, {mqtt}, {}, enabled}, {}},
            {{EndpointId::TestMqttIntegration, {mqtt}}, {}},
            {{EndpointId::Routes}, u"routes"_s},
            {{EndpointId::Route, {route}}, {}},
            {{EndpointId::ChangeRoute, {route}, {}, enabled}, {}},
            {{EndpointId::DeliveryStatus}, u"attempts"_s},
            {{EndpointId::Deliveries}, u"deliveries"_s},
            {{EndpointId::Delivery, {u"1"_s}}, {}},
            {{EndpointId::ResendDelivery, {u"1"_s}}, {}},
            {{EndpointId::IntegrationHealth}, u"integrations"_s},
            {{EndpointId::CustomerSystemAlerts}, u"system_alerts"_s}};
}

// Deleting is asked by B only; creating takes nothing that exists but a route's integration (see route_test).
static QList<Probe> deletions(const OfA &a)
{
    return {{{EndpointId::DeleteAlertRule, {a.rule}}, {}},
            {{EndpointId::DeleteIntegration, {a.webhook}}, {}},
            {{EndpointId::DeleteSnmpIntegration, {a.snmp}}, {}},
            {{EndpointId::DeleteEmailIntegration, {a.email}}, {}},
            {{EndpointId::DeleteMqttIntegration, {a.mqtt}}, {}},
            {{EndpointId::DeleteRoute, {a.route}}, {}}};
}

void IsolationTest::initTestCase()
{
    auto house = test::TwoTenants::create();
    QVERIFY2(house, qPrintable(house ? QString() : house.error().what));
    m_house = *std::move(house);
    m_a = {m_house->addRule(),  m_house->addWebhook(), m_house->addSnmp(),
           m_house->addEmail(), m_house->addMqtt(),    {}};
    m_a.route = m_house->addRoute(m_a.webhook);
    m_house->sql(
        u"INSERT INTO device (tenant_key, device_id, site_key) VALUES (1, 'd-of-a', 1);"
        "INSERT INTO device_state VALUES (1, 1, 'ONLINE', now(), NULL, now(), now(), '2026-01-15 11:00Z');"
        "INSERT INTO device_refusal VALUES (1, 1, 'TOO_OLD', true, 1, now(), now(), current_date, "
        "ARRAY[now()], "
        "'{telemetry}');"
        "INSERT INTO metric (tenant_key, name) VALUES (1, 'temp_c');"
        "INSERT INTO metric_set (tenant_key, codes) VALUES (1, '{4}');"
        "SELECT ensure_reading_partition('2026-01-15 11:00Z');"
        "INSERT INTO reading VALUES (1, '2026-01-15 11:00Z', 1, now(), 1, 1, 'T', false, '{1}');"
        "INSERT INTO alert (alert_id, tenant_key, device_key, alert_type, fingerprint, severity, confidence, "
        "summary,"
        " created_at, opened_ts, updated_at) VALUES (1, 1, 1, 'THRESHOLD', 'f', 3, 1, 's', now(), now(), "
        "now());"
        "INSERT INTO delivery_job (job_id, tenant_key, alert_id, transition_id, route_key, integration_key,"
        " deliver_on_event, next_run_at, payload) VALUES (1, 1, 1, 1, 1, 1, 'OPEN', now(), '{}');"
        "INSERT INTO delivery_attempt (tenant_key, job_id, attempt_no, ok, latency_ms, started_at, "
        "finished_at)"
        " VALUES (1, 1, 1, true, 1, now(), now());"
        "INSERT INTO integration_health SELECT integration_key, 1, 5, 1, now(), now(), 'http_503', now() "
        "FROM "
        "integration WHERE tenant_key = 1 LIMIT 1;"
        "INSERT INTO system_alert (tenant_key, kind, subject, severity, summary, raised_at, updated_at)"
        " VALUES (1, 'INTEGRATION_FAILING', 'i', 3, 's', now(), now())"_s);
    m_before = fingerprint();
}

QString IsolationTest::fingerprint() const
{
    return m_house->one(u"SELECT concat_ws(' ', (SELECT string_agg(r::text, ';') FROM alert_rule AS r),"
                        " (SELECT string_agg(i::text, ';') FROM integration AS i),"
                        " (SELECT string_agg(o::text, ';') FROM integration_route AS o),"
                        " (SELECT string_agg(a::text, ';') FROM alert AS a),"
                        " (SELECT count(*) FROM alert_transition),"
                        " (SELECT config_version FROM tenant WHERE tenant_key = 1),"
                        " (SELECT count(*) FROM change))"_s);
}

void IsolationTest::everyEndpointIsAsked()
{
    QSet<EndpointId> asked{EndpointId::CreateAlertRule,
                           EndpointId::CreateIntegration,
                           EndpointId::CreateRoute,
                           EndpointId::CreateSnmpIntegration,
                           EndpointId::CreateEmailIntegration,
                           EndpointId::CreateMqttIntegration,
                           EndpointId::OperatorQuarantine,
                           EndpointId::OperatorAlerts,
                           EndpointId::SystemAlerts,
                           EndpointId::AcknowledgeSystemAlert,
                           EndpointId::ResendDeliveries,
                           EndpointId::BacktestAlertRule}; // the last over HTTP, by backtest_endpoint
    for (const Probe &probe : probes({}) + deletions({}))
        asked.insert(probe.call.endpoint);
    for (const wire::Endpoint &endpoint : wire::endpoints()) {
        const bool isOfNoTenant = endpoint.access == wire::Access::Public
            || endpoint.access == wire::Access::Metrics || endpoint.access == wire::Access::SignedIn;
        QCOMPARE(m_house->handlers().contains(endpoint.id), !isOfNoTenant);
        QVERIFY2(asked.contains(endpoint.id) || isOfNoTenant, endpoint.path.data());
    }
}

void IsolationTest::rows()
{
    QTest::addColumn<int>("index");
    const auto all = probes({});
    for (int i = 0; i < all.size(); ++i) {
        const wire::Endpoint &endpoint = wire::endpoint(all.at(i).call.endpoint);
        QTest::addRow("%s %s?%s", endpoint.method.data(), endpoint.path.data(),
                      qPrintable(all.at(i).call.query))
            << i;
    }
}

void IsolationTest::ownerSeesIt_data() { rows(); }

// Otherwise an empty answer to B would prove nothing.
void IsolationTest::ownerSeesIt()
{
    QFETCH(int, index);
    const Probe probe = probes(m_a).at(index);
    if (wire::endpoint(probe.call.endpoint).method != "GET"_L1)
        return; // A's changes are in the resource's own test
    const auto answer = m_house->asA(probe.call);
    QCOMPARE(answer.status, 200);
    if (!probe.list.isEmpty())
        QVERIFY(!answer.list(probe.list.toLatin1().constData()).isEmpty());
}

void IsolationTest::othersDoNot_data() { rows(); }

void IsolationTest::othersDoNot()
{
    QFETCH(int, index);
    const Probe probe = probes(m_a).at(index);
    const auto answer = m_house->asB(probe.call);
    QCOMPARE(answer.status, probe.list.isEmpty() ? 404 : 200);
    if (probe.list.isEmpty())
        return;
    QVERIFY(answer.json.value(probe.list).isArray());
    QCOMPARE(answer.list(probe.list.toLatin1().constData()).size(), 0);
    QCOMPARE(answer.json.value(u"total"_s).toInt(0), 0);
    QCOMPARE(answer.text("tenant_id"), u"tenant-b"_s);
}

void IsolationTest::nothingOfAChanged()
{
    for (const Probe &probe : deletions(m_a))
        QCOMPARE(m_house->asB(probe.call).status, 404);
    for (const QString &id : {m_a.rule, m_a.webhook, m_a.snmp, m_a.email, m_a.mqtt, m_a.route})
        QVERIFY(m_before.contains(id));
    QCOMPARE(fingerprint(), m_before);
}

void IsolationTest::bsOwnListsAreItsOwn()
{
    const QString rule = m_house->addRule(true);
    const auto rules = m_house->asB({EndpointId::AlertRules});
    QCOMPARE(rules.list("rules").size(), 1);
    QCOMPARE(rules.list("rules").first().toObject().value(u"rule_id"_s).toString(), rule);
    QCOMPARE(m_house->asA({EndpointId::AlertRules}).list("rules").size(), 1);
}

PULSE_TEST_CASE(IsolationTest)

#include "isolation_test.moc"
