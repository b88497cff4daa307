// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/standalone_server.h"

#include "app/session_switch.h"
#include "app/standalone_files.h"
#include "base/logging.h"
#include "standalone/account.h"
#include "standalone/broker_users.h"
#include "standalone/secret_file.h"
#include "store/installation.h"
#include "store/migrator.h"
#include "vault/key_ring.h"

#include <QCoreApplication>
#include <QFile>
#include <cstdio>

Q_LOGGING_CATEGORY(lcStandalone, "pulse.app.standalone")

namespace pulse::app {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qint64 kMib = 1024 * 1024;

} // namespace

Result<std::unique_ptr<StandaloneServer>> StandaloneServer::create(const CommandLine &line)
{
    PULSE_CHECK(standalone::becomeOwner(line.dataFolder));
    PULSE_TRY(auto folder, standalone::DataFolder::open(line.dataFolder));
    if (!QFile::exists(folder.paths().vaultKey()))
        PULSE_CHECK(vault::createKeyFile(folder.paths().vaultKey()));
    PULSE_TRY(auto postgres, standalone::PrivatePostgres::prepare(folder));
    PULSE_TRY(const auto given, parseConfiguration({}, {}, QProcessEnvironment::systemEnvironment()));
    standalone::BrokerSettings broker;
    broker.queueMemory = qint64{given.broker.queueMib} * kMib;
    broker.port = static_cast<quint16>(line.mqttPort);
    PULSE_TRY(auto prepared, standalone::PrivateBroker::prepare(folder, broker));
    return std::unique_ptr<StandaloneServer>(
        new StandaloneServer(line, std::move(folder), std::move(postgres), std::move(prepared)));
}

StandaloneServer::StandaloneServer(const CommandLine &line, standalone::DataFolder folder,
                                   standalone::PrivatePostgres postgres, standalone::PrivateBroker broker)
    : m_line(line)
    , m_folder(std::move(folder))
    , m_postgres(std::move(postgres))
    , m_broker(std::move(broker))
    , m_ready(m_folder.paths().ready())
{
    connect(&m_looking, &QTimer::timeout, this, &StandaloneServer::look);
    // A broker that came back without its memory lets only the server in, until the server has subscribed
    // again.
    connect(&m_supervisor, &standalone::Supervisor::childChanged, this,
            [this](const QString &, standalone::ChildState state) {
                if (state == standalone::ChildState::Ready && m_application)
                    m_looking.start(20ms);
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
    if (m_line.isDemo) {
        m_sink = std::make_unique<simulator::WebhookSink>(0);
        PULSE_CHECK(m_sink->start());
    }
    PULSE_TRY(m_configuration, writeConfiguration(m_folder.paths(), m_postgres, m_broker));
    m_configuration.http.port = m_line.httpPort;
    m_configuration.broker.queueMib = static_cast<int>(m_broker.queueMemory() / kMib); // what it was told
    if (m_sink) {
        m_configuration.delivery.allow.append(u"127.0.0.1/32:%1"_s.arg(m_sink->port()));
        m_configuration.delivery.allowsHttp = true;
    }
    PULSE_CHECK(prepareAccounts());
    PULSE_TRY(m_application, Application::create(m_configuration));
    PULSE_CHECK(m_application->start());
    m_looking.start(20ms);
    return {};
}

Result<> StandaloneServer::prepareDatabase()
{
    store::Connection maintenance({m_postgres.ownerConnInfo("postgres"), "pulse standalone"});
    PULSE_CHECK(store::prepareInstallation(maintenance, "pulse", standalone::PrivatePostgres::loginRole(),
                                           m_postgres.loginPassword()));
    store::Connection owner({m_postgres.ownerConnInfo(), "pulse standalone"});
    PULSE_CHECK(store::migrate(owner, standalone::PrivatePostgres::loginRole()));
    return {};
}

// Accounts are printed once, and kept where only the folder's owner can read them.
Result<> StandaloneServer::prepareAccounts()
{
    store::Connection connection(connectionFor(m_configuration, "standalone"));
    DemoSeed seed;
    if (m_line.isDemo)
        PULSE_CHECK(loadDemo(seed));
    PULSE_TRY(const auto admin, seedFirstAdmin(connection));
    seed.accounts.append(admin);
    if (seed.accounts.isEmpty())
        return {};
    PULSE_CHECK(appendCredentials(m_folder.paths(), seed.accounts));
    std::printf("accounts (kept in %s, not shown again):\n", qPrintable(m_folder.paths().credentials()));
    for (const DemoAccount &account : std::as_const(seed.accounts))
        std::printf("  %-16s %s\n", qPrintable(account.login), qPrintable(account.password));
    std::fflush(stdout);
    return {};
}

Result<> StandaloneServer::loadDemo(DemoSeed &seed)
{
    store::Connection connection(connectionFor(m_configuration, "demo"));
    PULSE_TRY(const auto vault, openVault(m_configuration));
    const DemoContext context{connection, sealerOf(vault), u"http://127.0.0.1:%1"_s.arg(m_sink->port())};
    PULSE_TRY(seed, seedDemo(context));
    if (seed.isFresh) {
        PULSE_CHECK(writeFleet(m_folder.paths(), seed.devices));
        standalone::BrokerUsers::Passwords logins;
        for (const DemoDevice &device : std::as_const(seed.devices))
            logins.insert(brokerUser(device.tenantId, device.deviceId), device.token.toUtf8());
        PULSE_CHECK(standalone::BrokerUsers(m_folder.paths()).addUsers(logins));
    } else {
        PULSE_CHECK(pointDemoAtSink(context));
    }
    PULSE_TRY(m_demoDevices, readFleet(m_folder.paths()));
    return {};
}

Result<> StandaloneServer::startDemo()
{
    if (m_demoDevices.empty() || m_fleet)
        return {};
    simulator::FleetConfig config;
    config.broker.host = m_broker.address();
    config.broker.port = m_broker.port();
    m_fleet = std::make_unique<simulator::Fleet>(config, m_demoDevices);
    return m_fleet->start();
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
    m_looking.stop();
    auto announced = m_broker.admitDevices();
    if (announced && !std::exchange(m_isAnnounced, true))
        announced = announce();
    if (announced)
        announced = startDemo();
    if (!announced) {
        qCCritical(lcStandalone).noquote() << "cannot open for devices" << kv("why", announced.error().what);
        QCoreApplication::exit(1);
    }
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

BrokerLogins standaloneLogins(const QString &dataFolder)
{
    return [dataFolder](const QHash<QString, QByteArray> &logins) -> Result<> {
        const standalone::BrokerUsers users(standalone::dataPaths(dataFolder));
        standalone::BrokerUsers::Passwords added;
        QStringList removed;
        for (auto at = logins.begin(); at != logins.end(); ++at) {
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

} // namespace pulse::app
