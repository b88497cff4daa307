// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What ingest reads: versions and what raises them, devices, rules, routes, settings, names, partitions, the
// lead.
#include "store/ingest/registry_table.h"
#include "support/postgres/postgres_cluster.h"
#include "support/suite/fake_clock.h"
#include "support/suite/test_case.h"

#include <QCryptographicHash>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::store;
using namespace std::chrono_literals;

namespace {

constexpr std::chrono::sys_days kDay{std::chrono::year{2026} / 3 / 1};

} // namespace

class RegistryTableTest : public QObject {
    Q_OBJECT
private slots:
    void init();
    void cleanup();
    void changesRaiseTheirVersion_data();
    void changesRaiseTheirVersion();
    void lockedVersionsAreThoseAskedFor();
    void devicesComeWithSiteAndToken();
    void rulesAndRoutesAreTheEnabledOnes();
    void rulesComeWithTheirCondition();
    void activeAlertsComeWithTheirType();
    void pendingRulesComeBackAsTheyWere();
    void badSettingsAreNamed();
    void aTenantsOwnSettingWins();
    void namesAreInternedOnce();
    void setsOnlyGrow();
    void partitionsAreMadeOnce_data();
    void partitionsAreMadeOnce();
    void onlyOneLeads();
    void theClockOffsetIsMeasured();

private:
    QString versions() const; // of acme
    std::unique_ptr<test::TestDatabase> m_database;
    std::unique_ptr<Connection> m_connection;
    std::optional<SystemScope> m_scope;
};

void RegistryTableTest::init()
{
    auto database = test::PostgresCluster::create();
    QVERIFY2(database, database ? "" : qPrintable(database.error().what));
    m_database = std::make_unique<test::TestDatabase>(*std::move(database));
    QVERIFY(m_database->execute(
        u"INSERT INTO tenant (tenant_id, name) VALUES ('acme', 'Acme'), ('other', 'Other');"
        "INSERT INTO site (tenant_key, site_id) SELECT tenant_key, 'north' FROM tenant ORDER BY 1;"
        "INSERT INTO device (tenant_key, device_id, site_key, token_hash) SELECT tenant_key, 'one', "
        "site_key, "
        "sha256('tok-1') FROM site ORDER BY 1;"
        "INSERT INTO alert_rule (tenant_key, name, metric_name, operator, threshold) VALUES (1, 'Hot', 't', "
        "'GT', 40);"
        "INSERT INTO integration (tenant_key, name, type, sealed) VALUES (1, 'Hook', 'webhook', 'x');"
        "INSERT INTO integration_route (tenant_key, integration_key, name) VALUES (1, 1, 'All');"
        "UPDATE tenant SET registry_version = 1, config_version = 1"_s));
    m_connection =
        std::make_unique<Connection>(ConnectionConfig{.conninfo = m_database->appConnInfo().toUtf8()});
    auto scope = SystemScope::begin(*m_connection);
    QVERIFY(scope);
    m_scope.emplace(*std::move(scope));
}

void RegistryTableTest::cleanup()
{
    m_scope.reset();
    m_connection.reset();
    m_database.reset();
}

QString RegistryTableTest::versions() const
{
    return m_database
        ->query(
            u"SELECT string_agg(concat_ws(' ', registry_version, config_version), ', ' ORDER BY tenant_key) FROM tenant"_s)
        ->value(0);
}

void RegistryTableTest::changesRaiseTheirVersion_data()
{
    QTest::addColumn<QString>("change");
    QTest::addColumn<QString>("expected"); // registry and config of acme, of other
    const auto row = [](const QString &change, const QString &expected) {
        QTest::newRow(qPrintable(change.left(60))) << change << expected;
    };
    row(u"UPDATE device SET status = 'REVOKED' WHERE device_key = 1"_s, u"2 1, 1 1"_s);
    row(u"UPDATE device SET status = 'REVOKED'"_s, u"2 1, 2 1"_s);
    row(u"DELETE FROM device WHERE device_key = 2"_s, u"1 1, 2 1"_s);
    row(u"INSERT INTO site (tenant_key, site_id) VALUES (1, 'south')"_s, u"2 1, 1 1"_s);
    row(u"UPDATE alert_rule SET threshold = 1"_s, u"1 2, 1 1"_s);
    row(u"DELETE FROM alert_rule"_s, u"1 2, 1 1"_s);
    row(u"UPDATE integration SET enabled = false"_s, u"1 2, 1 1"_s);
    row(u"UPDATE integration_route SET priority = 1"_s, u"1 2, 1 1"_s);
    row(u"INSERT INTO app_settings (tenant_key, key, value) VALUES (2, 'MODE', 'DEV')"_s, u"1 1, 1 2"_s);
    row(u"UPDATE app_settings SET value = 'DEV' WHERE key = 'MODE'"_s, u"1 2, 1 2"_s);
    row(u"UPDATE alert_rule SET threshold = 1 WHERE false"_s, u"1 1, 1 1"_s);
}

void RegistryTableTest::changesRaiseTheirVersion()
{
    QFETCH(QString, change);
    const auto done = m_database->execute(change);
    QVERIFY2(done, done ? "" : qPrintable(done.error().what));
    QTEST(versions(), "expected");
}

void RegistryTableTest::lockedVersionsAreThoseAskedFor()
{
    const auto none = lockVersions(*m_scope, std::vector<QByteArray>{});
    QVERIFY(none && none->empty());
    const auto some = lockVersions(*m_scope, std::vector<QByteArray>{"other", "nobody", "acme", "acme"});
    QVERIFY(some);
    QCOMPARE(some->size(), size_t{2});
    QCOMPARE((*some)[0].tenantId, QByteArray("acme"));
    QVERIFY((*some)[0].isActive);
    QCOMPARE((*some)[1].key.value, 2);
    QCOMPARE(allVersions(*m_scope)->size(), size_t{2});
}

void RegistryTableTest::devicesComeWithSiteAndToken()
{
    QVERIFY(m_database->execute(u"INSERT INTO device (tenant_key, device_id, site_key, status) "
                                "VALUES (1, 'bare', 1, 'REVOKED')"_s));
    const auto devices = registeredDevices(*m_scope, {1});
    QVERIFY(devices);
    QCOMPARE(devices->size(), size_t{2});
    QCOMPARE((*devices)[0].deviceId, QByteArray("one"));
    QCOMPARE((*devices)[0].siteId, QByteArray("north"));
    const QByteArray digest = QCryptographicHash::hash("tok-1", QCryptographicHash::Sha256);
    QVERIFY((*devices)[0].tokenHash);
    QCOMPARE(QByteArray(reinterpret_cast<const char *>((*devices)[0].tokenHash->data()), 32), digest);
    QVERIFY(!(*devices)[1].tokenHash);
    QVERIFY(!(*devices)[1].isActive);
}

void RegistryTableTest::rulesAndRoutesAreTheEnabledOnes()
{
    QVERIFY(m_database->execute(
        u"INSERT INTO alert_rule (tenant_key, name, metric_name, operator, threshold, clear_value, severity, "
        u"site_ids, "
        "enabled) VALUES (1, 'Off', 't', 'GT', 1, NULL, 3, '{}', false), (1, 'Low', 'h', 'LTE', -1.5, 0.25, "
        "2, "
        "'{north,\"a b\"}', true);"
        "INSERT INTO integration_route (tenant_key, integration_key, name, min_severity, severities, "
        "device_prefixes, rule_ids, "
        "deliver_on, priority) VALUES (1, 1, 'First', 4, '{CRITICAL}', '{a,b}', '{r-1}', '{OPEN,CLOSED}', 1);"
        "INSERT INTO integration_route (tenant_key, integration_key, name, enabled) VALUES (1, 1, 'Off', false)"_s));
    const auto config = tenantConfig(*m_scope, {1});
    QVERIFY(config);
    QCOMPARE(config->rules.size(), size_t{2});
    QVERIFY(config->disabledRules == std::vector<RuleKey>{{2}});
    const model::AlertRule &low = config->rules[1];
    QCOMPARE(low.name, u"Low"_s);
    QCOMPARE(low.comparison, model::Comparison::Lte);
    QCOMPARE(low.threshold, -1.5);
    QCOMPARE(low.clearValue, std::optional(0.25));
    QCOMPARE(low.severity, 2);
    QCOMPARE(low.siteIds, (QStringList{u"north"_s, u"a b"_s}));
    QVERIFY(!config->rules[0].clearValue);
    QCOMPARE(config->routes.size(), size_t{2});
    const model::Route &first = config->routes[0];
    QCOMPARE(first.name, u"First"_s);
    QCOMPARE(first.minSeverity, std::optional(4));
    QCOMPARE(first.severities, QStringList{u"CRITICAL"_s});
    QCOMPARE(first.devicePrefixes, (QStringList{u"a"_s, u"b"_s}));
    QCOMPARE(first.ruleIds, QStringList{u"r-1"_s});
    QCOMPARE(first.deliverOn, (QList{model::DeliverOn::Open, model::DeliverOn::Closed}));
    QCOMPARE(first.tenant.value, 1);
    QVERIFY(m_database->execute(u"UPDATE integration SET enabled = false"_s));
    QVERIFY(tenantConfig(*m_scope, {1})->routes.empty());
    QVERIFY(tenantConfig(*m_scope, {2})->rules.empty());
}

void RegistryTableTest::rulesComeWithTheirCondition()
{
    QVERIFY(m_database->execute(
        u"INSERT INTO alert_rule (tenant_key, name, metric_name, operator, threshold, for_seconds, "
        "device_prefixes) VALUES (1, 'Held', 'h', 'GT', 1, 1800, '{pump-,fan-}');"
        "INSERT INTO alert_rule (tenant_key, name, condition, metric_name, silent_seconds, grace_seconds) "
        "VALUES (1, 'Metric', 'METRIC_SILENT', 'h', 60, 5), (1, 'Device', 'DEVICE_SILENT', NULL, 90, 0)"_s));
    const auto config = tenantConfig(*m_scope, {1});
    QVERIFY(config && config->rules.size() == 4);
    const model::AlertRule &held = config->rules[1];
    QCOMPARE(held.condition, model::RuleCondition::Threshold);
    QVERIFY(held.holdFor == std::chrono::minutes{30});
    QCOMPARE(held.devicePrefixes, (QStringList{u"pump-"_s, u"fan-"_s}));
    const model::AlertRule &metric = config->rules[2];
    QCOMPARE(metric.condition, model::RuleCondition::MetricSilent);
    QVERIFY(metric.silentAfter == std::chrono::seconds{60} && metric.grace == std::chrono::seconds{5});
    QCOMPARE(config->rules[3].condition, model::RuleCondition::DeviceSilent);
    QVERIFY(config->rules[3].metricName.isEmpty());
}

void RegistryTableTest::activeAlertsComeWithTheirType()
{
    QVERIFY(m_database->execute(
        u"INSERT INTO alert (alert_id, tenant_key, device_key, rule_key, alert_type, "
        u"fingerprint, severity, confidence, "
        "summary, details, created_at, opened_ts, cleared_at, updated_at) VALUES "
        "(1, 1, 1, 7, 'THRESHOLD', 'a', 3, 1, '', '{\"metric_name\": \"t\"}', now(), now(), NULL, now()), "
        "(2, 1, 1, NULL, 'NO_HEARTBEAT', 'b', 4, 0.9, '', '{}', now(), now(), NULL, now()), "
        "(3, 1, 1, 8, 'METRIC_SILENT', 'c', 3, 1, '', '{}', now(), now(), now(), now())"_s));
    QVERIFY(internNames(*m_scope, {1}, std::vector<IntroducedName>{{"s", {1}}, {"t", {1}}}, kDay));
    const auto alerts = activeAlerts(*m_scope, {1});
    QVERIFY(alerts && alerts->size() == 2);
    QCOMPARE((*alerts)[0].alert.rule.value, 7);
    QCOMPARE((*alerts)[0].alert.type, model::AlertType::Threshold);
    QCOMPARE((*alerts)[0].alert.metric, metricNames(*m_scope, {1})->back().key);
    QVERIFY(!(*alerts)[1].alert.rule.isValid());
    QCOMPARE((*alerts)[1].alert.type, model::AlertType::NoHeartbeat);
    QVERIFY(!(*alerts)[1].alert.metric.isValid());
    QVERIFY(activeAlerts(*m_scope, {2})->empty());
}

void RegistryTableTest::pendingRulesComeBackAsTheyWere()
{
    QVERIFY(m_database->execute(
        u"INSERT INTO rule_pending VALUES (1, 7, 1, '2026-03-01 12:00:00.000001+00', 40.25, 3), "
        "(2, 7, 2, now(), 1, 1)"_s));
    const auto pending = pendingRules(*m_scope, {1});
    QVERIFY(pending && pending->size() == 1);
    QCOMPARE(pending->front().device.value, 1);
    QCOMPARE(pending->front().pending.rule.value, 7);
    QCOMPARE(toRfc3339(pending->front().pending.since), QByteArray("2026-03-01T12:00:00.000001Z"));
    QCOMPARE(pending->front().pending.value, 40.25);
    QCOMPARE(pending->front().pending.ruleVersion, 3);
}

void RegistryTableTest::badSettingsAreNamed()
{
    QCOMPARE(tenantConfig(*m_scope, {1})->unreadableSettings, QStringList());
    QVERIFY(m_database->execute(
        u"UPDATE app_settings SET value = 'many' WHERE key = 'RATE_LIMIT_RPS';"
        "INSERT INTO app_settings (tenant_key, key, value) VALUES (1, 'MODE', 'TEST')"_s));
    QCOMPARE(tenantConfig(*m_scope, {1})->unreadableSettings,
             (QStringList{u"RATE_LIMIT_RPS=many"_s, u"MODE=TEST"_s}));
    QCOMPARE(tenantConfig(*m_scope, {2})->unreadableSettings, QStringList{u"RATE_LIMIT_RPS=many"_s});
}

void RegistryTableTest::aTenantsOwnSettingWins()
{
    QVERIFY(m_database->execute(
        u"INSERT INTO app_settings (tenant_key, key, value) VALUES (1, 'RATE_LIMIT_RPS', '0.5'), "
        "(1, 'MODE', 'DEV'), (1, 'STORE_REJECTS', '1'), (1, 'LATE_ACCEPT_DAYS', '400')"_s));
    const auto own = tenantConfig(*m_scope, {1});
    const auto other = tenantConfig(*m_scope, {2});
    QVERIFY(own && other);
    QCOMPARE(own->settings.rateLimitPerSecond, 0.5);
    QVERIFY(own->settings.storeRejects);
    QVERIFY(own->settings.lateAccept == std::chrono::days{400});
    QCOMPARE(other->settings.rateLimitPerSecond, 5.0);
    QVERIFY(!other->settings.storeRejects);
}

void RegistryTableTest::namesAreInternedOnce()
{
    const std::vector<IntroducedName> own{{"b", {1}}, {"a", {1}}, {"\xc3\xa4 \"{,}", {1}}};
    for (const auto day : {kDay, kDay + std::chrono::days{40}}) {
        QVERIFY(internNames(*m_scope, {1}, own, day));
        QVERIFY(internNames(*m_scope, {2}, std::vector<IntroducedName>{{"a", {2}}}, day));
    }
    QVERIFY(internNames(*m_scope, {1}, std::vector<IntroducedName>{{"a", {3}}}, kDay));
    const auto names = metricNames(*m_scope, {1});
    QVERIFY(names);
    QCOMPARE(names->size(), size_t{3});
    for (const model::MetricName &name : *names) {
        const bool isAnew = name.name == "a"; // by another device, on another day
        QCOMPARE(name.introducedBy, DeviceKey{isAnew ? 3 : 1});
        QVERIFY(name.lastUsed == (isAnew ? kDay : kDay + std::chrono::days{40}));
    }
    QVERIFY(useNames(*m_scope, std::vector<MetricKey>{names->front().key}, kDay + std::chrono::days{50}));
    QVERIFY(metricNames(*m_scope, {1})->front().lastUsed == kDay + std::chrono::days{50});
}

void RegistryTableTest::setsOnlyGrow()
{
    const auto set = addSet(*m_scope, {1}, std::vector<model::MetricCode>{{4}, {9}});
    QVERIFY(set);
    QVERIFY(growSet(*m_scope, *set, 2, std::vector<model::MetricCode>{{13}}));
    const auto sets = metricSets(*m_scope, {1});
    QVERIFY(sets && sets->size() == 1);
    QVERIFY((*sets)[0].codes == (std::vector<model::MetricCode>{{4}, {9}, {13}}));
    QVERIFY(metricSets(*m_scope, {2})->empty());
    const auto outdated = growSet(*m_scope, *set, 2, std::vector<model::MetricCode>{{17}});
    QCOMPARE(outdated.error().kind, ErrorKind::Unavailable);
    QVERIFY(m_scope->commit());
    for (const char *codes : {"{4,8,13}", "{4,9}", "{9,4,13,17}"}) // another kind, shorter, another order
        QVERIFY(!m_database->execute(u"UPDATE metric_set SET codes = '%1'"_s.arg(QLatin1StringView(codes))));
}

void RegistryTableTest::partitionsAreMadeOnce_data()
{
    QTest::addColumn<int>("daysAgo");
    QTest::addColumn<bool>("isDaily");
    QTest::newRow("tomorrow") << -1 << true;
    QTest::newRow("today") << 0 << true;
    QTest::newRow("35 days back") << 35 << true;
    QTest::newRow("two months back") << 62 << false;
    QTest::newRow("years back") << 2'000 << false;
}

void RegistryTableTest::partitionsAreMadeOnce()
{
    QFETCH(int, daysAgo);
    QFETCH(bool, isDaily);
    const Instant ts = SystemClock().now() - std::chrono::days{daysAgo};
    for (int i = 0; i < 2; ++i)
        QVERIFY(ensurePartition(*m_scope, ts));
    QVERIFY(ensurePartition(*m_scope, ts + 1us));
    QVERIFY(m_scope->commit());
    const auto parts =
        m_database->query(u"SELECT relname FROM pg_inherits JOIN pg_class ON oid = inhrelid "
                          "WHERE inhparent = 'reading'::regclass AND relname LIKE 'reading_%'"_s);
    const QString day = QString::fromLatin1(toRfc3339(ts)).left(10).remove(u'-');
    const QString expected = u"reading_"_s + (isDaily ? day : day.left(6));
    QCOMPARE(parts->count(expected), 1);
}

void RegistryTableTest::onlyOneLeads()
{
    Connection first({.conninfo = m_database->appConnInfo().toUtf8()});
    Connection second({.conninfo = m_database->appConnInfo().toUtf8()});
    QVERIFY(*tryLead(first));
    QVERIFY(!*tryLead(second));
    first.close();
    QTRY_VERIFY(*tryLead(second));
}

void RegistryTableTest::theClockOffsetIsMeasured()
{
    m_scope.reset();
    const test::FakeClock behind(SystemClock().now() - 1h);
    const auto offset = clockOffset(*m_connection, behind);
    QVERIFY(offset);
    QVERIFY(*offset > 59min && *offset < 61min);
}

PULSE_TEST_CASE(RegistryTableTest)
#include "registry_table_test.moc"
