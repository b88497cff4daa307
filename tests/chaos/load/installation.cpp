// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chaos/load/installation.h"

#include "support/process/free_port.h"
#include "support/process/spin.h"
#include "vault/vault.h"

#include <QFile>

namespace pulse::chaos {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

QString keyFile(const QTemporaryDir &folder) { return folder.filePath(u"vault.key"_s); }
QString configFile(const QTemporaryDir &folder) { return folder.filePath(u"pulse.toml"_s); }

Result<QByteArray> sealedWebhook(const QTemporaryDir &folder, quint16 port)
{
    PULSE_CHECK(vault::createKeyFile(keyFile(folder)));
    PULSE_TRY(const auto vault, vault::Vault::open({{keyFile(folder)}, {}}));
    const QByteArray webhook =
        R"({"url":"http://127.0.0.1:)" + QByteArray::number(port) + R"(/","headers":{}})";
    return vault.seal(webhook, "integration:" + kIntegrationId.toLatin1());
}

} // namespace

Result<std::unique_ptr<Installation>> Installation::start(const InstallationOptions &options)
{
    std::unique_ptr<Installation> installation(new Installation);
    PULSE_CHECK(installation->prepare(options));
    PULSE_CHECK(installation->launchServer());
    // Before the subscription exists, the broker accepts messages and forgets them.
    Installation *self = installation.get();
    const auto isSubscribed = [self] {
        return self->m_brokerWatch.counts().subscriptions > 0 || !self->m_server->isRunning();
    };
    if (!test::spinUntil(isSubscribed, 60s) || !self->m_server->isRunning())
        return fail(ErrorKind::Unavailable, u"the server does not begin:\n"_s + self->lastWordsOfServer());
    return installation;
}

Installation::~Installation()
{
    if (m_server && m_server->isRunning())
        m_server->kill();
    m_owner.reset(); // before its database is dropped
}

Result<> Installation::prepare(const InstallationOptions &options)
{
    m_program = options.program;
    m_environment = options.environment;
    m_webhookPort = options.webhookPort == 0 ? test::freePort() : options.webhookPort;
    PULSE_TRY(m_cluster,
              test::PostgresCluster::start(test::Durability::Real,
                                           {u"track_commit_timestamp=on"_s, u"shared_buffers=128MB"_s}));
    PULSE_TRY(m_database, m_cluster->createDatabase());
    m_owner = std::make_unique<store::Connection>(
        store::ConnectionConfig{m_database->adminConnInfo().toUtf8(), "chaos"});
    PULSE_TRY(const QByteArray webhook, sealedWebhook(m_folder, m_webhookPort));
    m_plant = makePlant(options.devicesPerTenant);
    PULSE_CHECK(install(m_plant, *m_owner, webhook));
    test::BrokerOptions broker;
    broker.configuration = options.brokerConfiguration;
    if (options.tiesIdsToAccounts)
        broker.listenerLines = "use_username_as_clientid true";
    PULSE_TRY(m_broker, test::Broker::start(broker));
    const QString socket = m_cluster->socketFolder() + u"/.s.PGSQL.5432"_s;
    m_databaseLink =
        std::make_unique<Relay>(RelayTarget{.socketPath = socket}, [this] { return m_commitCut.makeTap(); });
    const QString serversDoor = options.tiesIdsToAccounts ? m_broker->socketPath() : QString();
    m_brokerLink = std::make_unique<Relay>(RelayTarget{.port = m_broker->port(), .socketPath = serversDoor},
                                           [this] { return m_brokerWatch.makeTap(); });
    m_deviceLink = std::make_unique<Relay>(RelayTarget{.port = m_broker->port()});
    return writeConfiguration();
}

Result<> Installation::writeConfiguration() const
{
    // The relay speaks TCP in front of a Unix socket, and reads what passes.
    const QString url = m_database->appConnInfo().replace(m_cluster->socketFolder(), u"127.0.0.1"_s)
        + u" port=%1 sslmode=disable gssencmode=disable"_s.arg(m_databaseLink->port());
    const QString text =
        u"[database]\nurl = \"%1\"\n"
        "[broker]\nport = %2\n"
        "[http]\nport = 0\n"
        "[delivery]\nallow = [\"127.0.0.1/32:%4\"]\nallow_http = true\nbackoff_base_seconds = 1\n"
        "[vault]\nkey_file = \"%3\"\n"_s.arg(url)
            .arg(m_brokerLink->port())
            .arg(keyFile(m_folder))
            .arg(m_webhookPort);
    QFile file(configFile(m_folder));
    if (!file.open(QIODevice::WriteOnly) || file.write(text.toUtf8()) < 0)
        return fail(ErrorKind::Internal, file.errorString());
    return {};
}

Result<> Installation::launchServer()
{
    PULSE_TRY(m_server,
              test::ChildProcess::start(m_program, {u"serve"_s, u"--config"_s, configFile(m_folder)},
                                        {.environment = m_environment}));
    return {};
}

Result<> Installation::killServer()
{
    m_server->kill();
    m_server->waitForExit();
    return launchServer();
}

Result<> Installation::crashDatabase()
{
    m_owner->close();
    m_cluster->stopImmediately();
    return m_cluster->restart();
}

Result<> Installation::restartBroker()
{
    PULSE_CHECK(m_broker->stop());
    return m_broker->restart();
}

Result<> Installation::killBroker()
{
    m_broker->kill();
    return m_broker->restart();
}

bool Installation::stopServer()
{
    m_server->terminate();
    return m_server->waitForExit(20s) == 0;
}

QString Installation::lastWordsOfServer() const
{
    return m_server ? m_server->output().right(4'000) : QString();
}

} // namespace pulse::chaos
