// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Quotas of rules, routes and integrations: what a tenant at one is told, by which ways it could be passed,
// and that two requests cannot take the same last place.
#include "store/alerts/alert_rule_table.h"
#include "support/suite/test_case.h"
#include "two_tenants.h"

#include <QTest>
#include <atomic>
#include <thread>

using namespace pulse;
using namespace Qt::StringLiterals;
using test::Call;
using wire::EndpointId;

class QuotaTest : public QObject {
    Q_OBJECT

private slots:
    void init();
    void sevenThousandRulesOnOneMetricAreTwoHundred();
    void aThousandRulesAreUsable();
    void aTenantsOwnQuotaWins();
    void aRuleCannotMoveToAFullMetric();
    void aDisabledRuleHasItsPlaceToo();
    void rulesAboutSilentDevicesShareOneQuota();
    void whoHasMoreKeepsItAndMayChangeIt();
    void routesAreBounded();
    void integrationsOfEveryTypeAreBoundedTogether();
    void twoRequestsCannotTakeTheSameLastPlace();
    void aTenantReadsNoOtherSettingOfTheInstallation();

private:
    void bound(const QString &setting, int most, bool isOwn = true);
    void addRules(int count, const QString &metric);
    test::Answer create(const QString &metric);

    std::unique_ptr<test::TwoTenants> m_house;
};

namespace {

QJsonObject rule(const QString &metric)
{
    return {
        {u"name"_s, u"hot"_s}, {u"metric_name"_s, metric}, {u"operator"_s, u"GT"_s}, {u"threshold"_s, 40}};
}

QJsonObject silence()
{
    return {{u"name"_s, u"quiet"_s}, {u"condition"_s, u"DEVICE_SILENT"_s}, {u"silent_seconds"_s, 60}};
}

} // namespace

// Tenant B has as many as it likes: what one tenant uses up is its own.
void QuotaTest::init()
{
    if (!m_house) {
        auto house = test::TwoTenants::create();
        QVERIFY2(house, qPrintable(house ? QString() : house.error().what));
        m_house = *std::move(house);
        m_house->sql(u"INSERT INTO alert_rule (tenant_key, name, metric_name, operator, threshold, severity) "
                     "SELECT 2, 'hot', 'temp_c', 'GT', 40, 4 FROM generate_series(1, 1500)"_s);
    }
    m_house->sql(u"DELETE FROM integration_route; DELETE FROM integration; "
                 "DELETE FROM alert_rule WHERE tenant_key = 1; "
                 "DELETE FROM app_settings WHERE tenant_key IS NOT NULL"_s);
}

void QuotaTest::bound(const QString &setting, int most, bool isOwn)
{
    m_house->sql(u"INSERT INTO app_settings (tenant_key, key, value) VALUES (%1, '%2', '%3')"_s.arg(
        isOwn ? u"1"_s : u"2"_s, setting, QString::number(most)));
}

void QuotaTest::addRules(int count, const QString &metric)
{
    m_house->sql(u"INSERT INTO alert_rule (tenant_key, name, metric_name, operator, threshold, severity) "
                 "SELECT 1, 'hot', '%1', 'GT', 40, 4 FROM generate_series(1, %2)"_s.arg(metric)
                     .arg(count));
}

test::Answer QuotaTest::create(const QString &metric)
{
    return m_house->asA({EndpointId::CreateAlertRule, {}, {}, rule(metric)});
}

void QuotaTest::sevenThousandRulesOnOneMetricAreTwoHundred()
{
    addRules(199, u"temp_c"_s);
    QCOMPARE(create(u"temp_c"_s).status, 201);
    const auto refused = create(u"temp_c"_s);
    QCOMPARE(refused.status, 409);
    QCOMPARE(refused.text("code"), u"quota_exceeded"_s);
    QCOMPARE(refused.text("detail"),
             u"a tenant may have 200 alert rules on the metric temp_c (setting RULES_PER_METRIC_MAX)"_s);
    QCOMPARE(m_house->one(u"SELECT count(*) FROM alert_rule WHERE tenant_key = 1"_s), u"200"_s);
    QCOMPARE(create(u"hum"_s).status, 201);
}

void QuotaTest::aThousandRulesAreUsable()
{
    for (int metric = 0; metric < 4; ++metric)
        addRules(200, u"m%1"_s.arg(metric));
    addRules(199, u"m4"_s);
    QCOMPARE(create(u"m4"_s).status, 201);
    const auto refused = create(u"m5"_s);
    QCOMPARE(refused.status, 409);
    QCOMPARE(refused.text("code"), u"quota_exceeded"_s);
    QCOMPARE(refused.text("detail"), u"a tenant may have 1000 alert rules (setting RULES_MAX)"_s);
}

void QuotaTest::aTenantsOwnQuotaWins()
{
    bound(u"RULES_MAX"_s, 1, false); // of the other tenant
    addRules(1, u"temp_c"_s);
    QCOMPARE(create(u"temp_c"_s).status, 201);
    bound(u"RULES_MAX"_s, 2);
    QCOMPARE(create(u"temp_c"_s).status, 409);
    m_house->sql(u"UPDATE app_settings SET value = '3' WHERE tenant_key = 1"_s);
    QCOMPARE(create(u"temp_c"_s).status, 201);
}

void QuotaTest::aRuleCannotMoveToAFullMetric()
{
    bound(u"RULES_PER_METRIC_MAX"_s, 2);
    addRules(2, u"temp_c"_s);
    const QString id = create(u"hum"_s).text("rule_id");
    const auto moved = m_house->asA(
        {EndpointId::ChangeAlertRule, {id}, {}, {{u"metric_name"_s, u"temp_c"_s}, {u"name"_s, u"x"_s}}});
    QCOMPARE(moved.status, 409);
    QCOMPARE(moved.text("code"), u"quota_exceeded"_s);
    QCOMPARE(m_house->asA({EndpointId::CustomerAlertRule, {id}}).text("metric_name"), u"hum"_s);
    QCOMPARE(m_house->asA({EndpointId::ChangeAlertRule, {id}, {}, {{u"metric_name"_s, u"rssi"_s}}}).status,
             200);
}

// Else they could be made disabled, and enabled all at once.
void QuotaTest::aDisabledRuleHasItsPlaceToo()
{
    bound(u"RULES_PER_METRIC_MAX"_s, 2);
    addRules(2, u"temp_c"_s);
    m_house->sql(u"UPDATE alert_rule SET enabled = false WHERE tenant_key = 1"_s);
    QCOMPARE(create(u"temp_c"_s).status, 409);
}

void QuotaTest::rulesAboutSilentDevicesShareOneQuota()
{
    bound(u"RULES_PER_METRIC_MAX"_s, 1);
    QCOMPARE(m_house->asA({EndpointId::CreateAlertRule, {}, {}, silence()}).status, 201);
    const auto refused = m_house->asA({EndpointId::CreateAlertRule, {}, {}, silence()});
    QCOMPARE(refused.status, 409);
    QCOMPARE(refused.text("detail"),
             u"a tenant may have 1 alert rules about silent devices (setting RULES_PER_METRIC_MAX)"_s);
}

void QuotaTest::whoHasMoreKeepsItAndMayChangeIt()
{
    const QString id = create(u"temp_c"_s).text("rule_id");
    addRules(9, u"temp_c"_s);
    bound(u"RULES_MAX"_s, 5);
    bound(u"RULES_PER_METRIC_MAX"_s, 3);
    QCOMPARE(create(u"hum"_s).status, 409);
    const auto changed = m_house->asA({EndpointId::ChangeAlertRule, {id}, {}, {{u"threshold"_s, 41}}});
    QCOMPARE(changed.status, 200);
    QCOMPARE(m_house->one(u"SELECT count(*) FROM alert_rule WHERE tenant_key = 1"_s), u"10"_s);
}

void QuotaTest::routesAreBounded()
{
    const QString integration = m_house->addWebhook();
    bound(u"ROUTES_MAX"_s, 2);
    const Call call{EndpointId::CreateRoute, {}, {}, {{u"integration_id"_s, integration}}};
    const QString route = m_house->addRoute(integration);
    QCOMPARE(m_house->asA(call).status, 201);
    const auto refused = m_house->asA(call);
    QCOMPARE(refused.status, 409);
    QCOMPARE(refused.text("code"), u"quota_exceeded"_s);
    QCOMPARE(refused.text("detail"), u"a tenant may have 2 routes (setting ROUTES_MAX)"_s);
    QCOMPARE(m_house->asA({EndpointId::ChangeRoute, {route}, {}, {{u"priority"_s, 7}}}).status, 200);
}

void QuotaTest::integrationsOfEveryTypeAreBoundedTogether()
{
    bound(u"INTEGRATIONS_MAX"_s, 4);
    for (const QString &id :
         {m_house->addWebhook(), m_house->addSnmp(), m_house->addEmail(), m_house->addMqtt()})
        QVERIFY(!id.isEmpty());
    const Call calls[] = {{EndpointId::CreateIntegration,
                           {},
                           {},
                           {{u"name"_s, u"desk"_s}, {u"webhook_url"_s, u"https://example.com/hook"_s}}},
                          {EndpointId::CreateSnmpIntegration,
                           {},
                           {},
                           {{u"name"_s, u"noc"_s},
                            {u"snmp_host"_s, u"nms.example.com"_s},
                            {u"snmp_config"_s, QJsonObject{{u"community"_s, u"c0mmunity"_s}}}}},
                          {EndpointId::CreateEmailIntegration, {}, {}, test::emailBody()},
                          {EndpointId::CreateMqttIntegration, {}, {}, test::mqttBody()}};
    for (const Call &call : calls) {
        const auto refused = m_house->asA(call);
        QCOMPARE(refused.status, 409);
        QCOMPARE(refused.text("code"), u"quota_exceeded"_s);
        QCOMPARE(refused.text("detail"), u"a tenant may have 4 integrations (setting INTEGRATIONS_MAX)"_s);
    }
    QCOMPARE(m_house->one(u"SELECT count(*) FROM integration"_s), u"4"_s);
}

// Each counts what the others committed: three at a time, for five places.
void QuotaTest::twoRequestsCannotTakeTheSameLastPlace()
{
    bound(u"RULES_MAX"_s, 5);
    std::atomic<int> made{0};
    std::atomic<int> refused{0};
    model::AlertRule wanted;
    wanted.name = u"hot"_s;
    wanted.metricName = u"temp_c"_s;
    const auto tryOnce = [&](store::Connection &connection) -> Result<> {
        PULSE_TRY(auto scope, store::TenantScope::begin(connection, m_house->principalA()));
        PULSE_CHECK(store::createAlertRule(scope, wanted));
        return scope.commit();
    };
    const auto client = [&] {
        store::Connection connection({m_house->conninfo().toUtf8()});
        for (int attempt = 0; attempt < 4;) {
            const auto done = tryOnce(connection);
            if (!done && done.error().kind == ErrorKind::Unavailable)
                continue; // the database sent it away, undecided
            ++attempt;
            ++(done ? made : refused);
            if (!done && done.error().code != u"quota_exceeded"_s)
                refused = 1'000;
        }
    };
    std::vector<std::thread> clients;
    for (int i = 0; i < 3; ++i)
        clients.emplace_back(client);
    for (std::thread &each : clients)
        each.join();
    QCOMPARE(made.load(), 5);
    QCOMPARE(refused.load(), 7);
    QCOMPARE(m_house->one(u"SELECT count(*) FROM alert_rule WHERE tenant_key = 1"_s), u"5"_s);
}

void QuotaTest::aTenantReadsNoOtherSettingOfTheInstallation()
{
    bound(u"RULES_MAX"_s, 7, false); // the other tenant's
    store::Connection connection({m_house->conninfo().toUtf8()});
    QVERIFY(connection.command("BEGIN; SET LOCAL ROLE pulse_app; SET LOCAL pulse.tenant_key = '1'"));
    const auto seen =
        connection.command("DO $$ BEGIN IF (SELECT string_agg(key || '=' || value, ' ' ORDER BY key) "
                           "FROM app_settings) IS DISTINCT FROM 'INTEGRATIONS_MAX=100 ROUTES_MAX=200 "
                           "RULES_MAX=1000 RULES_PER_METRIC_MAX=200' THEN RAISE EXCEPTION 'more'; "
                           "END IF; END $$");
    QVERIFY2(seen, qPrintable(seen ? QString() : seen.error().what));
}

PULSE_TEST_CASE(QuotaTest)

#include "quota_test.moc"
