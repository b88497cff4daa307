// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chaos/load/plant.h"
#include "support/postgres/row_reader.h"

#include <cmath>
#include <limits>

namespace pulse::chaos {

using namespace Qt::StringLiterals;

const QString kIntegrationId = u"00000000-0000-4000-8000-00000000aaaa"_s;

Values noValues()
{
    Values values;
    values.fill(std::numeric_limits<double>::quiet_NaN());
    return values;
}

bool isSame(const Values &left, const Values &right)
{
    return std::equal(left.begin(), left.end(), right.begin(),
                      [](double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); });
}

QByteArray tokenOf(const Device &device) { return "token-of-" + device.id.toUtf8(); }

namespace {

// With and without a value to clear at, of one site, on every kind of metric; one that has to last, on some
// devices; one disabled, one whose metric nobody reports.
void addRules(Plant &plant, int tenant)
{
    const std::initializer_list<Rule> rules{
        {.name = u"hot"_s, .metric = u"temp_c"_s, .comparison = u"GT"_s, .threshold = 43, .severity = 5},
        {.name = u"warm"_s,
         .metric = u"temp_c"_s,
         .comparison = u"GTE"_s,
         .threshold = 42,
         .clearValue = 39.5,
         .severity = 4},
        {.name = u"idle"_s,
         .metric = u"load_pct"_s,
         .comparison = u"LT"_s,
         .threshold = 20,
         .clearValue = 30,
         .severity = 2},
        {.name = u"still"_s, .metric = u"load_pct"_s, .comparison = u"LTE"_s, .threshold = 4, .severity = 3},
        {.name = u"pressed"_s,
         .metric = u"pressure_bar"_s,
         .comparison = u"GTE"_s,
         .threshold = 3.75,
         .clearValue = 3.25,
         .severity = 3,
         .sites = {u"north"_s}},
        {.name = u"held"_s,
         .metric = u"temp_c"_s,
         .comparison = u"GT"_s,
         .threshold = 41,
         .clearValue = 40.5,
         .severity = 4,
         .prefixes = {u"pump-1"_s, u"pump-3"_s},
         .holdSeconds = 5},
        {.name = u"open"_s, .metric = u"door_ok"_s, .comparison = u"LT"_s, .threshold = 1, .severity = 1},
        {.name = u"off"_s,
         .metric = u"temp_c"_s,
         .comparison = u"GT"_s,
         .threshold = 0,
         .severity = 5,
         .isEnabled = false},
        {.name = u"unheard"_s, .metric = u"humidity"_s, .comparison = u"GT"_s, .threshold = 0},
    };
    for (Rule rule : rules) {
        rule.tenant = tenant;
        rule.threshold += rule.metric == u"temp_c"_s ? 0.5 * tenant : 0;
        rule.ruleId = u"00000000-0000-4000-8000-%1"_s.arg(plant.rules.size() + 1, 12, 10, QLatin1Char('0'));
        plant.rules.push_back(rule);
    }
}

void addRoutes(Plant &plant, int tenant)
{
    const QStringList both{u"OPEN"_s, u"CLOSED"_s};
    const std::initializer_list<Route> routes{
        {.name = u"grave"_s, .minSeverity = 4, .deliverOn = both},
        {.name = u"small"_s, .severities = {u"INFO"_s}, .deliverOn = {u"OPEN"_s}},
        {.name = u"ends in the north"_s,
         .severities = {u"3"_s, u"CRITICAL"_s},
         .sites = {u"north"_s},
         .deliverOn = {u"CLOSED"_s}},
        {.name = u"some pumps"_s,
         .types = {u"THRESHOLD"_s},
         .prefixes = {u"pump-1"_s, u"pump-2"_s},
         .deliverOn = both},
        {.name = u"silence"_s, .types = {u"NO_HEARTBEAT"_s}, .deliverOn = both},
        {.name = u"off"_s, .deliverOn = both, .isEnabled = false},
    };
    for (Route route : routes) {
        route.tenant = tenant;
        plant.routes.push_back(route);
    }
}

void addDevices(Plant &plant, int tenant, int count)
{
    constexpr int kMute = 4;
    for (int i = 0; i < count; ++i) {
        const QString site = i % 2 == 0 ? u"north"_s : u"south"_s;
        const bool isMute = i >= count - kMute;
        const QString id = (isMute ? u"mute-%1"_s : u"pump-%1"_s).arg(i);
        plant.devices.push_back({.tenant = tenant, .site = site, .id = id, .isMute = isMute});
    }
}

QString quoted(const QString &text) { return u'\'' + QString(text).replace(u'\'', u"''"_s) + u'\''; }

QString listOf(const QStringList &texts) { return u"'{"_s + texts.join(u',') + u"}'"_s; }

QString orNull(const auto &number) { return number ? QString::number(*number) : u"NULL"_s; }

QString tenantsSql(const Plant &plant)
{
    QString sql;
    for (const QString &tenant : plant.tenants)
        sql += u"INSERT INTO tenant (tenant_id, name) VALUES (%1, %1);"_s.arg(quoted(tenant));
    return sql
        + u"INSERT INTO site (tenant_key, site_id) SELECT tenant_key, s FROM tenant, "
          u"unnest('{north,south}'::text[]) AS s;"
          "UPDATE app_settings SET value = '1000000' WHERE key IN ('RATE_LIMIT_RPS', 'RATE_LIMIT_BURST');"
          "UPDATE app_settings SET value = '86400' WHERE key = 'HEARTBEAT_STALE_SECONDS';"_s;
}

QString devicesSql(const Plant &plant)
{
    QStringList rows;
    for (const Device &device : plant.devices)
        rows += u"(%1, %2, %3, %4)"_s.arg(quoted(plant.tenants[device.tenant]), quoted(device.site),
                                          quoted(device.id), quoted(QString::fromUtf8(tokenOf(device))));
    return u"INSERT INTO device (tenant_key, site_key, device_id, token_hash)"
           " SELECT t.tenant_key, s.site_key, v.device, sha256(v.token::bytea)"
           "   FROM (VALUES %1) AS v (tenant, site, device, token)"
           "   JOIN tenant AS t ON t.tenant_id = v.tenant"
           "   JOIN site AS s ON s.tenant_key = t.tenant_key AND s.site_id = v.site;"_s.arg(rows.join(u','));
}

QString rulesSql(const Plant &plant)
{
    QString sql;
    for (const Rule &rule : plant.rules)
        sql +=
            u"INSERT INTO alert_rule (rule_id, name, metric_name, operator, threshold, clear_value, severity,"
            " site_ids, enabled, device_prefixes, for_seconds, tenant_key)"
            " SELECT '%1', '%2', '%3', '%4', %5, %6, %7, %8, %9, %10, %11, tenant_key FROM tenant"_s.arg(
                rule.ruleId, rule.name, rule.metric, rule.comparison, QString::number(rule.threshold),
                orNull(rule.clearValue), QString::number(rule.severity), listOf(rule.sites),
                rule.isEnabled ? u"true"_s : u"false"_s, listOf(rule.prefixes),
                QString::number(rule.holdSeconds))
            + u" WHERE tenant_id = %1;"_s.arg(quoted(plant.tenants[rule.tenant]));
    return sql;
}

QString routesSql(const Plant &plant, const QByteArray &sealedWebhook)
{
    QString sql = u"INSERT INTO integration (tenant_key, integration_id, name, type, sealed)"
                  " SELECT tenant_key, '%1', 'hook', 'webhook', '\\x%2' FROM tenant;"_s.arg(
                      kIntegrationId, QString::fromLatin1(sealedWebhook.toHex()));
    for (const Route &route : plant.routes)
        sql += u"INSERT INTO integration_route (name, min_severity, severities, alert_types, site_ids,"
               " device_prefixes, deliver_on, enabled, tenant_key, integration_key)"
               " SELECT '%1', %2, %3, %4, %5, %6, %7, %8, tenant_key, integration_key"_s.arg(
                   route.name, orNull(route.minSeverity), listOf(route.severities), listOf(route.types),
                   listOf(route.sites), listOf(route.prefixes), listOf(route.deliverOn),
                   route.isEnabled ? u"true"_s : u"false"_s)
            + u" FROM integration JOIN tenant USING (tenant_key) WHERE tenant_id = %1;"_s.arg(
                quoted(plant.tenants[route.tenant]));
    return sql;
}

// Keys rise in the order of inserting.
Result<> learnKeys(Plant &plant, store::Connection &owner)
{
    PULSE_TRY(const auto tenants, owner.select("SELECT tenant_key FROM tenant ORDER BY 1"));
    PULSE_TRY(const auto rules, owner.select("SELECT rule_key FROM alert_rule ORDER BY 1"));
    PULSE_TRY(const auto routes,
              owner.select("SELECT route_key, integration_key FROM integration_route ORDER BY 1"));
    PULSE_TRY(const auto devices, owner.select("SELECT device_key, tenant_key, device_id FROM device"));
    for (int i = 0; i < tenants.size(); ++i)
        plant.tenantKeys.append(test::RowReader(tenants, i).integer());
    for (int i = 0; i < rules.size(); ++i)
        plant.rules[static_cast<size_t>(i)].key = test::RowReader(rules, i).integer();
    for (int i = 0; i < routes.size(); ++i) {
        test::RowReader row(routes, i);
        plant.routes[static_cast<size_t>(i)].key = row.integer();
        plant.routes[static_cast<size_t>(i)].integration = row.integer();
    }
    for (int i = 0; i < devices.size(); ++i) {
        test::RowReader row(devices, i);
        const qint64 key = row.integer();
        const qint64 tenant = row.integer();
        const QString id = row.text();
        for (Device &device : plant.devices) {
            if (plant.tenantKeys[device.tenant] == tenant && device.id == id)
                device.key = key;
        }
    }
    return {};
}

} // namespace

Plant makePlant(int devicesPerTenant)
{
    Plant plant;
    plant.tenants = {u"acme"_s, u"borealis"_s, u"corvus"_s};
    for (int tenant = 0; tenant < plant.tenants.size(); ++tenant) {
        addRules(plant, tenant);
        addRoutes(plant, tenant);
        addDevices(plant, tenant, devicesPerTenant);
    }
    plant.devices.push_back({.tenant = 0, .site = u"north"_s, .id = u"last"_s});
    return plant;
}

Result<> install(Plant &plant, store::Connection &owner, const QByteArray &sealedWebhook)
{
    for (const QString &sql :
         {tenantsSql(plant), devicesSql(plant), rulesSql(plant), routesSql(plant, sealedWebhook)})
        PULSE_CHECK(owner.command(sql.toUtf8()));
    return learnKeys(plant, owner);
}

} // namespace pulse::chaos
