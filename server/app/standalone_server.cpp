// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/standalone_server.h"

#include "app/session_switch.h"
#include "app/standalone_files.h"
#include "base/logging.h"
#include "standalone/account.h"
#include "standalone/broker_users.h"
#include "standalone/secret_file.h"
#include "store/operation/installation.h"
#include "store/postgres/interruptible.h"
#include "store/postgres/migrator.h"
#include "vault/key_ring.h"

#include <QCoreApplication>
#include <QFile>
#include <cstdio>
#include <unistd.h>

Q_LOGGING_CATEGORY(lcStandalone, "pulse.app.standalone")

namespace pulse::app {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qint64 kMib = 1024 * 1024;

// Only root sees whose a port is when it is another user's, and root is given up at once.
standalone::PortListeners listenersSeenByRoot(const CommandLine &line)
{
    if (::geteuid() != 0)
        return {};
    return standalone::listenersOf(
        {static_cast<quint16>(line.httpPort), static_cast<quint16>(line.mqttPort)});
}

} // namespace

Result<std::unique_ptr<StandaloneServer>> StandaloneServer::create(const CommandLine &line,
                                                                   const Interruption &interruption)
{
    PULSE_TRY(const auto given, parseConfiguration({}, {}, QProcessEnvironment::systemEnvironment()));
    const auto listeners = listenersSeenByRoot(line);
    PULSE_CHECK(standalone::becomeOwner(line.dataFolder));
    PULSE_TRY(auto folder, standalone::DataFolder::open(line.dataFolder));
    PULSE_CHECK(standalone::PrivateBroker::endLeftover(folder.paths(), interruption));
    PULSE_TRY(auto ports, bindPorts(line, given.http, listeners));
    if (!QFile::exists(folder.paths().vaultKey()))
        PULSE_CHECK(vault::createKeyFile(folder.paths().vaultKey()));
    PULSE_TRY(auto postgres, standalone::PrivatePostgres::prepare(folder, interruption));
    standalone::BrokerSettings broker;
    broker.queueMemory = qint64{given.broker.queueMib} * kMib;
    broker.port = ports.mqtt.port();
    PULSE_TRY(auto prepared, standalone::PrivateBroker::prepare(folder, broker));
    Parts parts{std::move(folder), std::move(ports), std::move(postgres), std::move(prepared)};
    return std::unique_ptr<StandaloneServer>(new StandaloneServer(line, std::move(parts), interruption));
}

Result<StandaloneServer::Ports> StandaloneServer::bindPorts(const CommandLine &line, const HttpSettings &http,
                                                            const standalone::PortListeners &listeners)
{
    const quint16 httpPort = static_cast<quint16>(line.isHttpPortGiven ? line.httpPort : http.port);
    const quint16 mqttPort = static_cast<quint16>(line.mqttPort);
    if (httpPort != 0 && httpPort == mqttPort)
        return fail(ErrorKind::Invalid,
                    u"--http-port and --mqtt-port are both %1: choose two ports"_s.arg(httpPort));
    PULSE_TRY(auto ofHttp,
              standalone::BoundPort::bind({http.address, httpPort, u"HTTP"_s, u"--http-port"_s}, listeners));
    PULSE_TRY(auto ofMqtt,
              standalone::BoundPort::bind(
                  {standalone::BrokerSettings().address, mqttPort, u"MQTT"_s, u"--mqtt-port"_s}, listeners));
    return Ports{std::move(ofHttp), std::move(ofMqtt)};
}

StandaloneServer::StandaloneServer(const CommandLine &line, Parts parts, const Interruption &interruption)
    : m_line(line)
    , m_interruption(interruption)
    , m_folder(std::move(parts.folder))
    , m_ports(std::move(parts.ports))
    , m_postgres(std::move(parts.postgres))
    , m_broker(std::move(parts.broker))
    , m_ready(m_folder.paths().ready())
{
    m_supervisor.setInterruption(interruption);
    connect(&m_looking, &QTimer::timeout, this, &StandaloneServer::look);
    // A broker that came back without its memory lets only the server in, until the server has subscribed
    // again.
    connect(&m_supervisor, &standalone::Supervisor::childChanged, this,
            [this](const QString &, standalone::ChildState state) {
                if (state == standalone::ChildState::Ready && m_application) {
                    m_areDevicesAdmitted = false;
                    m_looking.start(20ms);
                }
            });
}

StandaloneServer::~StandaloneServer() { stop(); }

Result<> StandaloneServer::startChildren()
{
    PULSE_CHECK(m_supervisor.start(m_postgres.program(), standalone::kPostgresStartsWithin));
    PULSE_CHECK(m_supervisor.start(m_broker.program(), standalone::kBrokerStartsWithin));
    return prepareDatabase();
}

Result<> StandaloneServer::switchSession()
{
    PULSE_CHECK(startChildren());
    PULSE_TRY(m_configuration, writeConfiguration(m_folder.paths(), m_postgres, m_broker));
    return app::switchSession(m_configuration, [this](const QByteArray &clientId) {
        return standalone::writeSecretFile(m_folder.paths().brokerClientId(), clientId + '\n');
    });
}

Result<> StandaloneServer::start()
{
    PULSE_CHECK(startChildren());
    ServerStart start{std::move(m_ports->http), m_interruption};
    m_ports.reset(); // the broker listens on its own by now
    if (m_line.isDemo) {
        m_sink = std::make_unique<simulator::WebhookSink>(0);
        PULSE_CHECK(m_sink->start());
    }
    PULSE_TRY(m_configuration, writeConfiguration(m_folder.paths(), m_postgres, m_broker));
    m_configuration.broker.queueMib = static_cast<int>(m_broker.queueMemory() / kMib); // what it was told
    if (m_sink) {
        // This one receiver, and nothing else that is inside or without TLS.
        const QString receiver = u"127.0.0.1/32:%1"_s.arg(m_sink->port());
        m_configuration.delivery.allow.append(receiver);
        m_configuration.delivery.httpTo.append(receiver);
    }
    PULSE_CHECK(prepareAccounts());
    PULSE_TRY(m_application, Application::create(m_configuration, std::move(start)));
    PULSE_CHECK(m_application->start());
    m_looking.start(20ms);
    return {};
}

Result<> StandaloneServer::prepareDatabase()
{
    const store::Interruptible whileStarting(m_interruption);
    store::Connection maintenance({m_postgres.ownerConnInfo("postgres"), "pulse standalone"});
    PULSE_CHECK(store::prepareInstallation(maintenance, "pulse", standalone::PrivatePostgres::loginRole(),
                                           m_postgres.loginPassword()));
    store::Connection owner({m_postgres.ownerConnInfo(), "pulse standalone"});
    PULSE_CHECK(store::migrate(owner, standalone::PrivatePostgres::loginRole()));
    return {};
}

// Passwords are kept where only the folder's owner can read them, and are printed nowhere: what is printed
// ends up in logs.
Result<> StandaloneServer::prepareAccounts()
{
    store::Connection connection(connectionFor(m_configuration, "standalone"));
    QList<DemoAccount> accounts;
    if (m_line.isDemo) {
        PULSE_TRY(accounts, loadDemo());
    }
    PULSE_TRY(const DemoSeed first,
              seedFirstAdmin(connection, [this](const DemoSeed &seed) { return keepSeed(seed); }));
    accounts.append(first.accounts);
    if (accounts.isEmpty())
        return {};
    QStringList logins;
    for (const DemoAccount &account : std::as_const(accounts))
        logins.append(account.login);
    std::printf("accounts: %s; their passwords are in %s\n", qPrintable(logins.join(u", "_s)),
                qPrintable(m_folder.paths().credentials()));
    std::fflush(stdout);
    return {};
}

Result<> StandaloneServer::keepSeed(const DemoSeed &seed) const
{
    PULSE_CHECK(keepCredentials(m_folder.paths(), seed.accounts));
    if (seed.devices.isEmpty())
        return {};
    PULSE_CHECK(writeFleet(m_folder.paths(), seed.devices));
    standalone::BrokerUsers::Passwords passwords;
    for (const DemoDevice &device : seed.devices)
        passwords.insert(admin::brokerUser({device.tenantId, device.deviceId}), device.token.toUtf8());
    return standalone::BrokerUsers(m_folder.paths()).addUsers(passwords);
}

Result<QList<DemoAccount>> StandaloneServer::loadDemo()
{
    store::Connection connection(connectionFor(m_configuration, "demo"));
    PULSE_TRY(const DemoContext context, demoContext(connection));
    PULSE_TRY(const DemoSeed seed,
              seedDemo(context, [this](const DemoSeed &made) { return keepSeed(made); }));
    m_hasHistoryToTell = seed.isFresh;
    PULSE_TRY(m_demoDevices, readFleet(m_folder.paths()));
    return seed.accounts;
}

Result<DemoContext> StandaloneServer::demoContext(store::Connection &connection) const
{
    PULSE_TRY(const auto vault, openVault(m_configuration));
    return DemoContext{connection, sealerOf(vault), u"http://127.0.0.1:%1"_s.arg(m_sink->port())};
}

Result<> StandaloneServer::startFleet()
{
    if (m_demoDevices.empty() || m_fleet)
        return {};
    simulator::FleetConfig config;
    config.broker.host = m_broker.address();
    config.broker.port = m_broker.port();
    if (m_hasHistoryToTell)
        config.history = simulator::History{};
    config.onFinished = [this] { m_isHistoryTold = true; };
    m_fleet = std::make_unique<simulator::Fleet>(config, m_demoDevices);
    return m_fleet->start();
}

bool StandaloneServer::isHistoryIn()
{
    if (!m_hasHistoryToTell)
        return true;
    const quint64 all = m_demoDevices.size() * quint64(simulator::History().minutes);
    const int percent = static_cast<int>(std::min(all, m_fleet->counts().acknowledged) * 100 / all);
    if (percent / 10 != std::exchange(m_shownProgress, percent) / 10 || percent == 0)
        std::printf("the demo's devices tell of their last day: %d %%\n", percent);
    std::fflush(stdout);
    if (!m_isHistoryTold)
        return false;
    // Answered by the broker is not yet committed: a probe sent later is, when it comes back.
    if (!m_historyToldAt)
        m_historyToldAt = SystemClock().now();
    return m_application->isCompleteUpTo(*m_historyToldAt);
}

void StandaloneServer::look()
{
    if (m_application->hasFailed()) {
        m_looking.stop();
        qCCritical(lcStandalone) << "ingest has failed; the log above says why";
        return;
    }
    if (!m_application->isReceiving())
        return;
    const auto opened = open();
    if (!opened) {
        m_looking.stop();
        qCCritical(lcStandalone).noquote() << "cannot open for devices" << kv("why", opened.error().what);
        QCoreApplication::exit(1);
    }
}

// Lets devices in and starts the demo's fleet; announces that Pulse is ready once the fleet's history is
// committed.
Result<> StandaloneServer::open()
{
    if (!std::exchange(m_areDevicesAdmitted, true))
        PULSE_CHECK(m_broker.admitDevices());
    PULSE_CHECK(startFleet());
    if (!isHistoryIn())
        return {};
    m_looking.stop();
    if (std::exchange(m_isAnnounced, true))
        return {};
    if (m_sink) {
        store::Connection connection(connectionFor(m_configuration, "demo"));
        PULSE_TRY(const DemoContext context, demoContext(connection));
        PULSE_CHECK(pointDemoAtSink(context));
    }
    return announce();
}

Result<> StandaloneServer::announce()
{
    const QString http = u"http://127.0.0.1:%1"_s.arg(m_application->httpPort());
    const QString mqtt = u"%1:%2"_s.arg(m_broker.address()).arg(m_broker.port());
    PULSE_CHECK(m_ready.announce({{u"http"_s, http},
                                  {u"mqtt"_s, mqtt},
                                  {u"credentials"_s, m_folder.paths().credentials()},
                                  {u"example_topic"_s, u"tenant/tenant-a/device/dev-0001/telemetry"_s}}));
    std::printf("Pulse is ready: %s, devices at mqtt://%s\n", qPrintable(http), qPrintable(mqtt));
    std::fflush(stdout);
    return {};
}

void StandaloneServer::stop()
{
    m_looking.stop();
    m_ready.withdraw();
    if (m_fleet)
        m_fleet->stop();
    if (m_application)
        m_application->stop();
    if (m_sink)
        m_sink->stop();
    m_supervisor.stop();
}

Result<> becomeOwnerOf(const QString &dataFolder)
{
    if (!QFile::exists(dataFolder))
        return fail(ErrorKind::NotFound, u"%1: there is no such folder"_s.arg(dataFolder));
    return standalone::becomeOwner(dataFolder);
}

Result<Configuration> standaloneConfiguration(const QString &dataFolder)
{
    return readConfiguration(configurationFile(standalone::dataPaths(dataFolder)),
                             QProcessEnvironment::systemEnvironment());
}

admin::BrokerAccounts standaloneAccounts(const QString &dataFolder)
{
    return [dataFolder](const QHash<QString, QByteArray> &passwords) -> Result<> {
        const standalone::BrokerUsers users(standalone::dataPaths(dataFolder));
        standalone::BrokerUsers::Passwords added;
        QStringList removed;
        for (auto at = passwords.begin(); at != passwords.end(); ++at) {
            if (at.value().isEmpty())
                removed.append(at.key());
            else
                added.insert(at.key(), at.value());
        }
        if (!added.isEmpty())
            PULSE_CHECK(users.addUsers(added));
        if (!removed.isEmpty())
            PULSE_CHECK(users.removeUsers(removed));
        return {};
    };
}

PasswordKeeper standalonePasswords(const QString &dataFolder)
{
    return [dataFolder](const QString &login, const QString &password) -> Result<QString> {
        const standalone::DataPaths paths = standalone::dataPaths(dataFolder);
        PULSE_CHECK(keepCredentials(paths, {{login, password}}));
        return paths.credentials();
    };
}

} // namespace pulse::app
