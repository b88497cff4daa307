// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/application.h"

#include "api/accounts/session_resource.h"
#include "api/http/exposition.h"
#include "api/resource/resource_handlers.h"
#include "app/broker_session.h"
#include "app/database_start.h"
#include "app/delivery_settings.h"
#include "app/descriptors.h"
#include "app/live_readings.h"
#include "app/stop_deadline.h"
#include "base/logging.h"
#include "model/words.h"
#include "standalone/private_broker.h"

#include <QFile>

Q_LOGGING_CATEGORY(lcApp, "pulse.app")

namespace pulse::app {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

store::ConnectionConfig connectionFor(const Configuration &configuration, const QByteArray &purpose)
{
    store::ConnectionConfig config;
    config.conninfo = configuration.database.url.toUtf8();
    config.applicationName = "pulse " + purpose;
    if (purpose == "api" || purpose == "sign-in")
        config.statementTimeout = 15s;
    return config;
}

store::Sealer sealerOf(const vault::Vault &vault)
{
    return {[vault](const QByteArray &bytes, const QByteArray &context) -> Result<QByteArray> {
                return vault.seal(bytes, context);
            },
            [vault](const QByteArray &sealed, const QByteArray &context) {
                return vault.unseal(sealed, context);
            }};
}

Result<vault::Vault> openVault(const Configuration &configuration)
{
    QStringList files = configuration.oldVaultKeyFiles;
    if (!configuration.vaultKeyFile.isEmpty())
        files.prepend(configuration.vaultKeyFile);
    return vault::Vault::open({files, configuration.vaultKeys.toLatin1()});
}

namespace {

constexpr auto kStopsWithin = 8s; // a standalone server has ten, children included

pipeline::IngestConfig ingestConfig(const Configuration &configuration)
{
    pipeline::IngestConfig config;
    config.database = connectionFor(configuration, "writer");
    config.database.silenceTimeout = std::chrono::seconds{configuration.watchdogSeconds};
    config.clientId = configuration.broker.clientId.toUtf8();
    config.largestBatch = static_cast<size_t>(configuration.largestBatch);
    return config;
}

store::WorkLimits workLimits(const DatabaseSettings &database)
{
    store::WorkLimits limits;
    limits.runningPerParticipant = std::max(1, database.workersPerTenant);
    limits.waitingPerParticipant = static_cast<size_t>(std::max(1, database.waitingPerTenant));
    return limits;
}

Result<> checkSessionMax(int hours)
{
    constexpr int kMost = 24 * 365;
    if (hours >= 1 && hours <= kMost)
        return {};
    return fail(ErrorKind::Invalid, u"auth.session_max_hours must be from 1 to %1"_s.arg(kMost),
                u"invalid_setting"_s, u"auth.session_max_hours"_s);
}

// Whoever may read figures may guess for as long as the server runs.
Result<> checkMetricsToken(const QString &token)
{
    constexpr int kShortest = 16;
    if (token.isEmpty() || token.size() >= kShortest)
        return {};
    return fail(ErrorKind::Invalid, u"metrics.token must have %1 characters or more"_s.arg(kShortest),
                u"invalid_setting"_s, u"metrics.token"_s);
}

auth::LocalAccountsConfig accountSettings(const Configuration &configuration)
{
    return {.sessionMost = std::chrono::hours{configuration.sessionMaxHours}};
}

QList<watch::ProviderAway> providersAway(const QList<auth::ProviderState> &states)
{
    QList<watch::ProviderAway> away;
    for (const auth::ProviderState &state : states) {
        if (state.failingSince)
            away.append({state.issuer, *state.failingSince, state.readAt, state.why});
    }
    return away;
}

// Before anything waits for a database: whoever chose a port that is taken learns it at once.
Result<standalone::BoundPort> bindHttp(const HttpSettings &http)
{
    if (http.port > 65'535)
        return fail(ErrorKind::Invalid, u"http.port must be a port from 0 to 65535"_s, u"invalid_setting"_s,
                    u"http.port"_s);
    return standalone::BoundPort::bind(
        {http.address, static_cast<quint16>(http.port), u"HTTP"_s, u"http.port"_s});
}

} // namespace

Result<std::unique_ptr<Application>> Application::create(const Configuration &configuration,
                                                         ServerStart start)
{
    PULSE_TRY(vault::Vault vault, openVault(configuration));
    PULSE_TRY(const auto guard, guardSettings(configuration.delivery));
    PULSE_CHECK(IdWatch::checkSettings(configuration.broker));
    PULSE_CHECK(checkMetricsToken(configuration.metricsToken));
    PULSE_CHECK(checkSessionMax(configuration.sessionMaxHours));
    PULSE_CHECK(checkDelivery(configuration.delivery));
    if (!start.http) {
        PULSE_TRY(start.http, bindHttp(configuration.http));
    }
    PULSE_TRY(auto keys, startOnDatabase(configuration, vault, start.interruption));
    return std::unique_ptr<Application>(
        new Application(configuration, {std::move(vault), std::move(keys), guard, *std::move(start.http)}));
}

Application::Application(const Configuration &configuration, Parts parts)
    : m_configuration(configuration)
    , m_vault(std::move(parts.vault))
    , m_boundHttp(std::move(parts.http))
    , m_issuer(m_clock, configuration.issuer, std::move(parts.keys))
    , m_providers(m_clock, m_verifier, configuration.providers,
                  {.certificateFile = QFile::encodeName(configuration.providerCaFile)})
    , m_accounts(m_clock, m_issuer, accountSettings(configuration))
    , m_sessions(m_clock, {configuration.issuer})
    , m_signIns(m_clock, connectionFor(configuration, "sign-in"))
    , m_workers(connectionFor(configuration, "api"), std::max(1, configuration.database.workers),
                workLimits(configuration.database))
    , m_follower({connectionFor(configuration, "follower")}, m_hub, revocationHooks())
    , m_guard(parts.guard)
    , m_webhooks(curlSettings(configuration.delivery, parts.guard), m_resolver, m_clock)
    , m_snmp(snmpSettings(configuration.delivery, parts.guard), m_resolver, m_clock)
    , m_email(curlSettings(configuration.delivery, parts.guard), m_resolver, m_clock,
              ehloName(configuration.delivery))
    , m_mqtt(mqttSettings(configuration.delivery, parts.guard), m_resolver)
    , m_channels({{model::IntegrationType::Webhook, &m_webhooks},
                  {model::IntegrationType::Snmp, &m_snmp},
                  {model::IntegrationType::Email, &m_email},
                  {model::IntegrationType::Mqtt, &m_mqtt}})
    , m_delivery(connectionFor(configuration, "delivery"), sealerOf(m_vault).unseal, m_channels, m_clock,
                 deliverSettings(configuration.delivery))
    , m_ingest(ingestConfig(configuration), m_clock, ingestHooks())
    , m_source(sessionConfig(configuration), topicsOf(configuration.broker), m_ingest, m_clock)
    , m_brokerWatch(sessionConfig(configuration), m_clock)
    , m_ids(configuration.broker, sessionConfig(configuration).address)
    , m_watch({connectionFor(configuration, "watch")}, watchHooks())
    , m_door(doorConfig(), handlers(), {m_verifier, m_workers, m_sessions}, m_hub)
{
}

Application::~Application() { stop(); }

live::RevocationHooks Application::revocationHooks()
{
    return {[this](const std::vector<model::Revocation> &revocations) { m_sessions.add(revocations); },
            [this](std::chrono::steady_clock::time_point at) { m_sessions.heard(at); }};
}

// Before anybody is let in; from then on the follower tells.
Result<> Application::loadSessions()
{
    store::Connection connection(connectionFor(m_configuration, "sessions"));
    const auto now = std::chrono::steady_clock::now();
    PULSE_CHECK(m_sessions.load(connection));
    m_sessions.heard(now);
    return {};
}

// Called on the writer's thread, once it runs: after the constructor has made what they name.
pipeline::IngestHooks Application::ingestHooks()
{
    pipeline::IngestHooks hooks;
    hooks.leading = [this](bool isLeading) {
        m_source.lead(isLeading);
        m_follower.setReadsTelemetry(!isLeading);
    };
    hooks.acknowledge = [this](std::vector<model::Receipt> receipts) {
        m_source.acknowledge(std::move(receipts));
    };
    hooks.committed = [this](const std::vector<pipeline::CommittedReading> &readings) {
        if (const auto watched = m_hub.watched(); watched && !watched->isEmpty())
            m_hub.telemetryCommitted(liveReadings(readings, *watched));
    };
    hooks.jobsCreated = [this] { m_delivery.wake(); };
    hooks.roomAgain = [this] { m_source.roomAgain(); };
    hooks.batchCommitted = [this](size_t messages, std::chrono::nanoseconds took) {
        m_meters.batchMessages.observe(static_cast<double>(messages));
        m_meters.commitSeconds.observe(std::chrono::duration<double>(took).count());
    };
    hooks.silenceCommitted = [this](std::chrono::nanoseconds took) {
        m_meters.silenceSeconds.observe(std::chrono::duration<double>(took).count());
    };
    hooks.sealReject = [this](const QByteArray &payload) {
        return m_vault.seal(payload, store::kQuarantineContext);
    };
    return hooks;
}

// A delivery that is no job: a person waits for what becomes of it.
void Application::sendNow(model::IntegrationType type, delivery::Message message,
                          delivery::Channel::Done done)
{
    message.boot = m_delivery.engineBoot();
    const auto channel = m_channels.find(type);
    if (channel == m_channels.end())
        done({.code = model::word(type) + u"_not_available"_s});
    else
        channel->second->attempt(std::move(message), std::move(done));
}

pipeline::WatchHooks Application::watchHooks()
{
    pipeline::WatchHooks hooks;
    const standalone::QueueBounds most = brokerQueueBounds();
    hooks.signs = [this, most] {
        auto signs =
            pipeline::signsOf({m_ingest, m_source, m_brokerWatch, m_clock, static_cast<quint64>(most.bytes),
                               static_cast<quint64>(most.messages)});
        signs.areIdsOpen = m_ids.areOpen();
        m_providers.readDue();
        signs.providersAway = providersAway(m_providers.states());
        return signs;
    };
    hooks.serviceChanged = [this](const model::ServiceState &service) { m_hub.serviceChanged(service); };
    return hooks;
}

api::HttpDoorConfig Application::doorConfig()
{
    const HttpSettings &http = m_configuration.http;
    api::HttpDoorConfig config;
    config.address = QHostAddress(http.address);
    config.port = m_boundHttp->port();
    config.limits = doorLimits(m_configuration);
    config.perTenant = {http.requestsPerMinute, 60s};
    config.perUser = {http.requestsPerMinutePerUser, 60s};
    config.perAddress = {http.requestsPerMinutePerAddress, 60s};
    config.corsOrigins = http.corsOrigins;
    config.metricsToken = m_configuration.metricsToken.toUtf8();
    config.quick.insert(wire::EndpointId::Health, api::healthHandler([this] { return health(); }));
    config.quick.insert(wire::EndpointId::OpenApi, api::openApiHandler());
    config.quick.insert(wire::EndpointId::Token, api::signInHandler(m_accounts, m_signIns));
    config.quick.insert(wire::EndpointId::Metrics, [this](const api::Request &) {
        return api::Reply{200, api::Exposition::kContentType, metrics(), {}};
    });
    return config;
}

api::Handlers Application::handlers()
{
    api::ResourceContext context{sealerOf(m_vault),
                                 [this](const QString &url) { return m_savingGuard.checkUrl(url); },
                                 &m_clock,
                                 [this] { m_delivery.wake(); },
                                 {},
                                 {}};
    context.allowsPlainSmtp = m_guard.allowsPlainSmtp();
    context.allowsPlainMqtt = m_guard.allowsPlainMqtt();
    context.testsPerMinute = m_configuration.delivery.testsPerMinute;
    context.allowsAnyMqttTopic = m_configuration.delivery.allowsAnyMqttTopic;
    context.checkHost = [this](const QString &host, quint16 port, const QString &field) {
        return m_savingGuard.checkHost(host, port, field);
    };
    context.send = [this](model::IntegrationType type, delivery::Message message,
                          delivery::Channel::Done done) {
        sendNow(type, std::move(message), std::move(done));
    };
    api::Handlers handlers = api::resourceHandlers(context);
    handlers.insert(api::sessionHandlers(m_accounts, m_issuer));
    return handlers;
}

api::Health Application::health() const { return {m_watch.isDatabaseAnswering(), m_watch.service()}; }

standalone::QueueBounds Application::brokerQueueBounds() const
{
    return standalone::queueBounds(qint64{m_configuration.broker.queueMib} * 1024 * 1024);
}

QByteArray Application::metrics()
{
    MetricsFigures figures;
    figures.ingest = m_ingest.state();
    figures.batchMessages = m_meters.batchMessages.counts();
    figures.commitSeconds = m_meters.commitSeconds.counts();
    figures.silenceSeconds = m_meters.silenceSeconds.counts();
    figures.session = m_source.state();
    figures.broker = m_brokerWatch.figures();
    figures.brokerQueue = brokerQueueBounds();
    figures.delivery = m_delivery.counts();
    figures.isReceiving = m_watch.service().isReceiving;
    figures.isDatabaseAnswering = m_watch.isDatabaseAnswering();
    figures.systemAlerts = m_watch.openAlerts();
    figures.answered = m_door.answered();
    figures.requestsUnderWay = m_door.requestsUnderWay();
    figures.connections = m_door.connections();
    figures.liveSockets = m_hub.subscribers();
    figures.live = m_hub.counts();
    figures.signIns = m_signIns.counts();
    figures.databaseJobsWaiting = m_workers.waiting();
    figures.databaseJobs = m_workers.counts();
    figures.connectionCounts = m_door.connectionCounts();
    figures.unsentBytes = m_door.unsentBytes();
    figures.unreadBytes = m_door.unreadBytes();
    figures.requestsLimited = m_door.requestsLimited();
    figures.providers = m_providers.states();
    figures.process = processFigures();
    return metricsText(figures);
}

Result<> Application::start()
{
    if (m_configuration.broker.clientId == QLatin1StringView(standalone::kOldClientId))
        qCWarning(lcApp) << "the client id at the broker is one that everybody knows; "
                            "pulse-server broker new-session makes another";
    PULSE_CHECK(m_ids.start());
    PULSE_CHECK(m_verifier.trust(m_issuer.issuer(), m_issuer.jwks()));
    PULSE_CHECK(m_providers.start());
    PULSE_CHECK(loadSessions());
    PULSE_CHECK(m_signIns.start());
    PULSE_CHECK(m_workers.start());
    PULSE_CHECK(m_follower.start());
    PULSE_CHECK(m_delivery.start());
    PULSE_CHECK(m_source.start());
    PULSE_CHECK(m_brokerWatch.start());
    PULSE_CHECK(m_ingest.start());
    PULSE_CHECK(m_watch.start());
    PULSE_CHECK(m_door.start());
    m_boundHttp.reset();
    qCInfo(lcApp).noquote() << "serving" << kv("http", m_door.port());
    return {};
}

// Against the flow: nothing new comes in, what came in is committed and acknowledged, then the rest.
void Application::stop()
{
    const StopDeadline deadline(kStopsWithin);
    m_signIns.stop(); // first: the door waits for answers
    m_door.stop();
    m_source.stopReading();
    m_ids.stop();
    m_watch.stop();
    m_brokerWatch.stop();
    m_ingest.stop();
    m_source.stop();
    m_delivery.stop();
    m_follower.stop();
    m_workers.stop();
    m_providers.stop();
}

quint16 Application::httpPort() const { return m_door.port(); }

bool Application::isReceiving() { return m_ingest.state().isLeading && m_source.state().isReady; }

bool Application::isCompleteUpTo(Instant time)
{
    return m_ingest.state().completeUpTo.value_or(Instant{}) >= time;
}

bool Application::hasDrained()
{
    const auto since = m_source.receivingSince();
    const auto upTo = m_ingest.state().completeUpTo;
    return since && upTo && *upTo >= *since;
}

void Application::endBrokerSession() { m_source.endSession(); }

bool Application::hasFailed() { return m_ingest.state().hasFailed; }

} // namespace pulse::app
