// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo.h"

#include "admin/users.h"
#include "store/accounts/settings_table.h"
#include "store/alerts/alert_rule_table.h"
#include "store/delivery/integration_table.h"
#include "store/delivery/route_table.h"
#include "store/fleet/provisioning_table.h"
#include "store/tenancy/tenant_table.h"
#include "wire/delivery/integration_json.h"

namespace pulse::app {

using namespace Qt::StringLiterals;

namespace {

constexpr int kDevicesEach = 25;
const QString kSinkName = u"Demo sink"_s;

struct DemoTenant {
    QString id;
    QString name;
    QStringList sites;
};

const QList<DemoTenant> &demoTenants()
{
    static const QList<DemoTenant> tenants{{u"tenant-a"_s, u"Alpine Pumps"_s, {u"lab-1"_s, u"plant-2"_s}},
                                           {u"tenant-b"_s, u"Borealis Cold Chain"_s, {u"depot-1"_s}}};
    return tenants;
}

struct DemoUser {
    QString login;
    model::Role role;
    QString tenantId;
};

const QList<DemoUser> &demoUsers()
{
    static const QList<DemoUser> users{{u"customer1"_s, model::Role::CustomerAdmin, u"tenant-a"_s},
                                       {u"customer2"_s, model::Role::CustomerViewer, u"tenant-b"_s},
                                       {u"operator1"_s, model::Role::Operator, {}},
                                       {u"operator_admin"_s, model::Role::OperatorAdmin, {}}};
    return users;
}

model::AlertRule rule(const QString &name, const QString &metric, model::Comparison comparison,
                      double threshold)
{
    model::AlertRule rule;
    rule.name = name;
    rule.metricName = metric;
    rule.comparison = comparison;
    rule.threshold = threshold;
    return rule;
}

// Chosen so that something happens within a minute and the console is never empty.
QList<model::AlertRule> demoRules()
{
    QList<model::AlertRule> rules{rule(u"Vibration spike"_s, u"vibration_g"_s, model::Comparison::Gt, 5),
                                  rule(u"Too warm"_s, u"temp_c"_s, model::Comparison::Gt, 30),
                                  rule(u"Battery low"_s, u"battery_pct"_s, model::Comparison::Lt, 20),
                                  rule(u"Weak signal"_s, u"rssi_dbm"_s, model::Comparison::Lte, -110)};
    rules[0].severity = 5;
    rules[0].clearValue = 4;
    rules[1].clearValue = 28;
    rules[2].severity = 4;
    rules[2].clearValue = 30;
    rules[3].severity = 2;
    rules[3].clearValue = -100;
    return rules;
}

Result<DemoAccount> addAccount(const store::OperatorScope &scope, const DemoUser &user)
{
    const DemoAccount account{user.login, admin::madeUpPassword()};
    PULSE_CHECK(admin::addUser(scope, {user.login, user.role, user.tenantId, account.password}));
    return account;
}

Result<store::OperatorScope> seedScope(store::Connection &connection, const QString &action)
{
    return admin::beginAct(commandLineOperator(connection), action);
}

Result<> addTenant(const store::OperatorScope &scope, const DemoTenant &tenant, DemoSeed &seed)
{
    PULSE_CHECK(store::addTenant(scope, tenant.id, tenant.name));
    const auto perSite = kDevicesEach / tenant.sites.size();
    int number = 1;
    for (qsizetype at = 0; at < tenant.sites.size(); ++at) {
        const bool isLast = at + 1 == tenant.sites.size();
        store::NewDevices devices{tenant.id, tenant.sites.at(at), {}};
        for (qsizetype i = 0; isLast ? number <= kDevicesEach : i < perSite; ++i)
            devices.deviceIds.append(u"dev-%1"_s.arg(number++, 4, 10, QChar(u'0')));
        PULSE_TRY(const auto added, store::addDevices(scope, devices));
        for (const store::ProvisionedDevice &device : added)
            seed.devices.append({tenant.id, tenant.sites.at(at), device.deviceId, device.token});
    }
    return {};
}

Result<model::Principal> tenantPrincipal(store::Connection &connection, const QString &tenantId)
{
    PULSE_TRY(auto scope, seedScope(connection, u"seed_demo"_s));
    PULSE_TRY(const store::Tenant tenant, store::tenantById(scope, tenantId));
    PULSE_CHECK(scope.commit());
    model::Principal principal = commandLineOperator(connection).principal;
    principal.role = model::Role::CustomerAdmin;
    principal.tenant = tenant.key;
    principal.tenantId = tenantId;
    return principal;
}

model::ConfiguredIntegration sinkWebhook(const DemoContext &context)
{
    wire::WebhookIntegration webhook;
    webhook.integration.name = kSinkName;
    webhook.config.url = context.sinkUrl + u"/alerts"_s;
    webhook.integration.config = {{u"url"_s, context.sinkUrl}};
    return wire::toConfigured(webhook);
}

Result<> addRules(const DemoContext &context, const QString &tenantId)
{
    PULSE_TRY(const model::Principal principal, tenantPrincipal(context.connection, tenantId));
    PULSE_TRY(auto scope, store::TenantScope::begin(context.connection, principal));
    for (const model::AlertRule &rule : demoRules())
        PULSE_CHECK(store::createAlertRule(scope, rule));
    return scope.commit();
}

Result<> addSink(const DemoContext &context, const store::TenantScope &scope)
{
    PULSE_TRY(const auto integration, store::createIntegration(scope, context.sealer, sinkWebhook(context)));
    model::Route route;
    route.name = u"Everything to the demo sink"_s;
    route.integrationId = integration.integrationId;
    route.deliverOn = {model::DeliverOn::Open, model::DeliverOn::Closed, model::DeliverOn::Acknowledged};
    PULSE_CHECK(store::createRoute(scope, route));
    return {};
}

// A day of history comes in within seconds.
Result<> liftRates(const store::OperatorScope &scope, const QString &tenantId)
{
    const QList<store::Setting> settings{{u"RATE_LIMIT_RPS"_s, u"2000"_s},
                                         {u"RATE_LIMIT_BURST"_s, u"4000"_s},
                                         {u"TENANT_RATE_LIMIT_RPS"_s, u"50000"_s},
                                         {u"TENANT_RATE_LIMIT_BURST"_s, u"50000"_s}};
    for (const store::Setting &setting : settings)
        PULSE_CHECK(store::setSetting(scope, tenantId, setting));
    return {};
}

} // namespace

Result<DemoSeed> seedDemo(const DemoContext &context, const SeedKeeper &keep)
{
    DemoSeed seed;
    PULSE_TRY(auto scope, seedScope(context.connection, u"seed_demo"_s));
    PULSE_TRY(const auto tenants, store::listTenants(scope));
    for (const store::Tenant &tenant : tenants) {
        if (tenant.tenantId == demoTenants().first().id)
            return seed;
    }
    seed.isFresh = true;
    for (const DemoTenant &tenant : demoTenants()) {
        PULSE_CHECK(addTenant(scope, tenant, seed));
        PULSE_CHECK(liftRates(scope, tenant.id));
    }
    for (const DemoUser &user : demoUsers()) {
        PULSE_TRY(const DemoAccount account, addAccount(scope, user));
        seed.accounts.append(account);
    }
    // A demo is for looking: what was refused can be looked at too.
    PULSE_CHECK(store::setSetting(scope, {}, {u"MODE"_s, u"DEV"_s}));
    PULSE_CHECK(store::setSetting(scope, {}, {u"STORE_REJECTS"_s, u"1"_s}));
    PULSE_CHECK(keep(seed));
    PULSE_CHECK(scope.commit());
    for (const DemoTenant &tenant : demoTenants())
        PULSE_CHECK(addRules(context, tenant.id));
    return seed;
}

Result<> pointDemoAtSink(const DemoContext &context)
{
    for (const DemoTenant &tenant : demoTenants()) {
        PULSE_TRY(const model::Principal principal, tenantPrincipal(context.connection, tenant.id));
        PULSE_TRY(auto scope, store::TenantScope::begin(context.connection, principal));
        PULSE_TRY(const auto page, store::listIntegrations(scope, {}));
        const auto isSink = [](const model::Integration &one) { return one.name == kSinkName; };
        if (page.items.isEmpty())
            PULSE_CHECK(addSink(context, scope));
        for (const model::Integration &integration : page.items) {
            if (!isSink(integration) || integration.config.value(u"url"_s).toString() == context.sinkUrl)
                continue;
            model::ConfiguredIntegration wanted = sinkWebhook(context);
            wanted.integration.key = integration.key;
            wanted.integration.integrationId = integration.integrationId;
            wanted.integration.isEnabled = integration.isEnabled;
            PULSE_CHECK(store::changeIntegration(scope, context.sealer, wanted));
        }
        PULSE_CHECK(scope.commit());
    }
    return {};
}

Result<DemoSeed> seedFirstAdmin(store::Connection &connection, const SeedKeeper &keep)
{
    PULSE_TRY(auto scope, seedScope(connection, u"seed_first_admin"_s));
    PULSE_TRY(const auto users, store::listUsers(scope));
    for (const store::User &user : users) {
        if (user.role == model::Role::OperatorAdmin)
            return DemoSeed{};
    }
    PULSE_TRY(const DemoAccount account, addAccount(scope, {u"admin"_s, model::Role::OperatorAdmin, {}}));
    const DemoSeed seed{true, {account}, {}};
    PULSE_CHECK(keep(seed));
    PULSE_CHECK(scope.commit());
    return seed;
}

} // namespace pulse::app
