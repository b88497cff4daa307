// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/load/delivery_world.h"

#include "model/words.h"
#include "routing/job_plan.h"
#include "routing/webhook_body.h"
#include "store/ingest/batch_writer.h"
#include "support/postgres/row_reader.h"

#include <QJsonDocument>
#include <QUuid>
#include <algorithm>
#include <condition_variable>
#include <mutex>

namespace pulse::bench {

using namespace Qt::StringLiterals;

namespace {

QByteArray quoted(const QString &text) { return '\'' + text.toUtf8().replace('\'', "''") + '\''; }

model::Alert alertOf(qint64 number, Instant now)
{
    model::Alert alert;
    alert.alertId = number;
    alert.deviceId = u"pump-%1"_s.arg(number % 500);
    alert.siteId = u"plant-north"_s;
    alert.fingerprint = u"RULE:7d1f:%1"_s.arg(number);
    alert.severity = 1 + static_cast<int>(number % 5);
    alert.summary = u"pump-%1: temp_c is 87.25, above 80"_s.arg(number % 500);
    alert.details = {{u"rule_id"_s, u"7d1f2c9a-0b7e-4c58-9a10-6c2f3c1b7a55"_s},
                     {u"metric_name"_s, u"temp_c"_s},
                     {u"value"_s, 87.25},
                     {u"threshold"_s, 80},
                     {u"operator"_s, u"GT"_s}};
    alert.openedTs = now;
    alert.createdAt = now;
    alert.updatedAt = now;
    return alert;
}

} // namespace

void SilentResolver::resolve(const QString &, Done done) { m_asked.lock()->push_back(std::move(done)); }

DeliveryWorld::DeliveryWorld(vault::Vault vault)
    : m_vault(std::move(vault))
{
}

Result<std::unique_ptr<DeliveryWorld>> DeliveryWorld::create()
{
    QTemporaryDir folder;
    const QString key = folder.filePath(u"vault.key"_s);
    PULSE_CHECK(vault::createKeyFile(key));
    PULSE_TRY(vault::Vault vault, vault::Vault::open({{key}, {}}));
    std::unique_ptr<DeliveryWorld> world(new DeliveryWorld(std::move(vault)));
    PULSE_TRY(world->m_cluster, test::PostgresCluster::start(test::Durability::Real));
    PULSE_TRY(test::TestDatabase database, world->m_cluster->createDatabase());
    world->m_database.emplace(std::move(database));
    world->m_owner = std::make_unique<store::Connection>(
        store::ConnectionConfig{world->m_database->adminConnInfo().toUtf8(), "bench owner"});
    world->m_writer = std::make_unique<store::Connection>(
        store::ConnectionConfig{world->m_database->appConnInfo().toUtf8(), "bench writer"});
    return world;
}

QJsonObject DeliveryWorld::signedWebhook(const QString &url)
{
    return {{u"url"_s, url},
            {u"headers"_s, QJsonObject{{u"X-Tenant"_s, u"bench"_s}}},
            {u"signing_secrets"_s, QJsonArray{u"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"_s}}};
}

Result<size_t>
DeliveryWorld::addTenant(const std::vector<std::pair<model::IntegrationType, QJsonObject>> &integrations)
{
    Tenant tenant;
    tenant.id = u"tenant-%1"_s.arg(m_tenants.size() + 1);
    PULSE_TRY(const auto rows,
              m_owner->select("INSERT INTO tenant (tenant_id, name) VALUES (" + quoted(tenant.id)
                              + ", 'Bench') RETURNING tenant_key"));
    tenant.key = test::RowReader(rows).key<TenantKey>();
    for (const auto &[type, config] : integrations) {
        PULSE_TRY(model::Route route, addIntegration(tenant, type, config));
        tenant.routes.push_back(std::move(route));
        tenant.configs.append(config);
    }
    m_tenants.push_back(std::move(tenant));
    return m_tenants.size() - 1;
}

Result<model::Route> DeliveryWorld::addIntegration(Tenant &tenant, model::IntegrationType type,
                                                   const QJsonObject &config)
{
    const QString id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    const QByteArray sealed =
        m_vault.seal(QJsonDocument(config).toJson(QJsonDocument::Compact), "integration:" + id.toLatin1());
    const QByteArray key = QByteArray::number(static_cast<qint64>(tenant.key.value));
    PULSE_TRY(
        const auto rows,
        m_owner->select("WITH i AS (INSERT INTO integration (tenant_key, integration_id, name, type, sealed) "
                        "VALUES ("
                        + key + ", '" + id.toLatin1() + "', 'bench', '" + model::word(type).data() + "', '\\x"
                        + sealed.toHex()
                        + "') RETURNING integration_key) INSERT INTO integration_route (tenant_key, "
                          "integration_key, name) SELECT "
                        + key + ", integration_key, 'all' FROM i RETURNING route_key, integration_key"));
    test::RowReader row(rows);
    model::Route route;
    route.key = row.key<RouteKey>();
    route.integration = row.key<IntegrationKey>();
    route.tenant = tenant.key;
    return route;
}

Result<qint64> DeliveryWorld::open(const std::vector<Opening> &openings)
{
    PULSE_TRY(auto scope, store::SystemScope::begin(*m_writer));
    size_t total = 0;
    for (const Opening &opening : openings)
        total += static_cast<size_t>(opening.count);
    PULSE_TRY(const auto alertIds, store::takeAlertIds(scope, total));
    PULSE_TRY(const auto transitionIds, store::takeTransitionIds(scope, total));
    std::vector<model::OpenedAlert> alerts;
    std::vector<model::Transition> transitions;
    std::vector<model::NewJob> jobs;
    const Instant now = m_clock.now();
    for (const Opening &opening : openings) {
        const Tenant &tenant = m_tenants[opening.tenant];
        for (int i = 0; i < opening.count; ++i) {
            const size_t place = alerts.size();
            model::Alert alert = alertOf(alertIds[place], now);
            alert.tenantId = tenant.id;
            const std::span routes = opening.route ? std::span(tenant.routes).subspan(*opening.route, 1)
                                                   : std::span(tenant.routes);
            for (model::NewJob &job : routing::plan(
                     routes,
                     {{transitionIds[place]}, model::DeliverOn::Open, routing::factsOf(tenant.key, alert)},
                     {}))
                jobs.push_back(std::move(job));
            transitions.push_back({{transitionIds[place]},
                                   tenant.key,
                                   {alert.alertId},
                                   model::AlertEvent::Opened,
                                   now,
                                   u"rule:7d1f"_s,
                                   u"temp_c is above 80"_s});
            alerts.push_back({{alert.alertId}, tenant.key, {1}, {1}, std::move(alert)});
        }
    }
    PULSE_TRY(const auto jobIds, store::takeJobIds(scope, jobs.size()));
    for (size_t i = 0; i < jobs.size(); ++i)
        jobs[i].id = {jobIds[i]};
    PULSE_CHECK(store::openAlerts(scope, alerts));
    PULSE_CHECK(store::insertTransitions(scope, transitions));
    PULSE_CHECK(store::insertJobs(scope, jobs));
    PULSE_CHECK(scope.commit());
    if (m_stage)
        m_stage->wake();
    return static_cast<qint64>(jobs.size());
}

void DeliveryWorld::allow(quint16 port)
{
    m_guard.allowed.append({delivery::Network::parse(u"127.0.0.1/32"_s).value(), port});
}

Result<> DeliveryWorld::start(pipeline::DeliverSettings settings, std::chrono::milliseconds timeout)
{
    const auto room = static_cast<size_t>(settings.inFlight);
    m_webhooks = std::make_unique<delivery::WebhookChannel>(
        delivery::CurlSettings{.timeout = timeout, .guard = m_guard, .mostInFlight = room}, m_resolver,
        m_clock);
    m_snmp = std::make_unique<delivery::SnmpChannel>(
        delivery::SnmpSettings{.timeout = timeout, .guard = m_guard, .mostInFlight = room}, m_resolver,
        m_clock);
    m_stage = std::make_unique<pipeline::DeliverStage>(
        store::ConnectionConfig{m_database->appConnInfo().toUtf8(), "bench delivery"},
        [this](const QByteArray &sealed, const QByteArray &context) {
            return m_vault.unseal(sealed, context);
        },
        pipeline::DeliverStage::Channels{{model::IntegrationType::Webhook, m_webhooks.get()},
                                         {model::IntegrationType::Snmp, m_snmp.get()}},
        m_clock, settings);
    return m_stage->start();
}

void DeliveryWorld::stop()
{
    if (m_stage)
        m_stage->stop();
    m_stage.reset();
}

Result<qint64> DeliveryWorld::number(const QByteArray &sql)
{
    PULSE_TRY(const auto rows, m_owner->select(sql));
    return test::RowReader(rows).integer();
}

Result<QHash<QByteArray, Instant>> DeliveryWorld::jobsMadeAt()
{
    PULSE_TRY(const auto rows,
              m_owner->select("SELECT 't' || transition_id || '-r' || route_key, created_at "
                              "FROM delivery_job"));
    QHash<QByteArray, Instant> made;
    for (int i = 0; i < rows.size(); ++i) {
        test::RowReader row(rows, i);
        const QByteArray id = row.bytes();
        made.insert(id, row.instant());
    }
    return made;
}

Result<double> DeliveryWorld::perSecondWithoutDatabase(int count, int inFlight)
{
    delivery::WebhookChannel channel({.guard = m_guard, .mostInFlight = static_cast<size_t>(inFlight)},
                                     m_resolver, m_clock);
    PULSE_CHECK(channel.start());
    std::mutex mutex;
    std::condition_variable ended;
    int done = 0;
    const auto began = std::chrono::steady_clock::now();
    for (int i = 0; i < count; ++i) {
        {
            std::unique_lock lock(mutex);
            ended.wait(lock, [&] { return i - done < inFlight; });
        }
        const Tenant &tenant = m_tenants[static_cast<size_t>(i) % m_tenants.size()];
        model::Alert alert = alertOf(i, m_clock.now());
        alert.tenantId = tenant.id;
        channel.attempt({delivery::messageId({i}, {1}),
                         routing::webhookBody(routing::factsOf(tenant.key, alert), model::DeliverOn::Open),
                         tenant.configs.first()},
                        [&](const delivery::Attempt &) {
                            std::lock_guard lock(mutex);
                            ++done;
                            ended.notify_one();
                        });
    }
    std::unique_lock lock(mutex);
    ended.wait(lock, [&] { return done == count; });
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    return count / took.count();
}

double percentile(std::vector<double> values, double share)
{
    if (values.empty())
        return 0;
    std::sort(values.begin(), values.end());
    const auto place = static_cast<size_t>(share * static_cast<double>(values.size()));
    return values[std::min(values.size() - 1, place)];
}

} // namespace pulse::bench
