// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// pulse-server: what was typed, and which command does it. See --help.
#include "app/admin_commands.h"
#include "app/application.h"
#include "app/command_line.h"
#include "app/session_switch.h"
#include "app/standalone_server.h"
#include "app/stop_signal.h"
#include "app/vault_command.h"
#include "base/logging.h"
#include "store/postgres/interruptible.h"
#include "store/postgres/migrator.h"

#include <QCoreApplication>
#include <cstdio>
#include <curl/curl.h>

using namespace pulse;
using namespace Qt::StringLiterals;

namespace {

// A standalone installation's folder, or a configuration file.
Result<app::Configuration> configurationOf(const app::CommandLine &line)
{
    if (!line.dataFolder.isEmpty())
        return app::standaloneConfiguration(line.dataFolder);
    if (line.configFile.isEmpty())
        return fail(ErrorKind::Invalid,
                    u"%1 needs --config FILE (or --data DIR of a standalone server)"_s.arg(line.command));
    return app::readConfiguration(line.configFile, QProcessEnvironment::systemEnvironment());
}

Result<> serve(const app::CommandLine &line)
{
    PULSE_TRY(const auto configuration, configurationOf(line));
    app::StopSignal stop([] { QCoreApplication::quit(); });
    PULSE_TRY(const auto application,
              app::Application::create(configuration, {.interruption = stop.interruption()}));
    PULSE_CHECK(application->start());
    std::printf("serving on http://%s:%d\n", qPrintable(configuration.http.address), application->httpPort());
    std::fflush(stdout);
    QCoreApplication::exec();
    application->stop();
    return {};
}

Result<> runStandalone(const app::CommandLine &line)
{
    if (line.dataFolder.isEmpty())
        return fail(ErrorKind::Invalid, u"standalone needs --data DIR"_s);
    app::StopSignal stop([] { QCoreApplication::quit(); });
    PULSE_TRY(const auto server, app::StandaloneServer::create(line, stop.interruption()));
    PULSE_CHECK(server->start());
    QCoreApplication::exec();
    server->stop();
    return {};
}

Result<> migrate(const app::CommandLine &line)
{
    PULSE_TRY(const auto configuration, configurationOf(line));
    if (configuration.database.ownerUrl.isEmpty())
        return fail(ErrorKind::Invalid, u"migrate needs database.owner_url"_s);
    const app::StopSignal stop({}); // cancels what runs: nothing of that migration stays
    const store::Interruptible untilDone(stop.interruption());
    store::Connection connection({configuration.database.ownerUrl.toUtf8(), "pulse migrate"});
    PULSE_TRY(const auto report, store::migrate(connection, configuration.database.loginRole.toUtf8()));
    for (const QByteArray &name : report.applied)
        std::printf("applied %s\n", name.constData());
    std::printf("the database is at version %d\n", report.version);
    return {};
}

Result<> checkConfig(const app::CommandLine &line)
{
    PULSE_TRY(const auto configuration, configurationOf(line));
    PULSE_CHECK(app::openVault(configuration));
    std::printf("the configuration is good\n");
    return {};
}

Result<> administer(const app::CommandLine &line)
{
    admin::BrokerAccounts accounts;
    app::PasswordKeeper passwords;
    if (!line.dataFolder.isEmpty()) {
        PULSE_CHECK(app::becomeOwnerOf(line.dataFolder));
        accounts = app::standaloneAccounts(line.dataFolder);
        passwords = app::standalonePasswords(line.dataFolder);
    }
    PULSE_TRY(const auto configuration, configurationOf(line));
    store::Connection connection(app::connectionFor(configuration, "command line"));
    QTextStream out(stdout);
    const app::AdminContext context{app::commandLineOperator(connection), accounts, out, passwords};
    return line.command == "vault"_L1 ? app::runVaultCommand(line, configuration, context)
                                      : app::runAdminCommand(line, context);
}

Result<> switchStandaloneSession(app::CommandLine line)
{
    line.httpPort = 0; // nobody is to call, and somebody may have the usual port
    line.isHttpPortGiven = true;
    PULSE_CHECK(app::becomeOwnerOf(line.dataFolder));
    const app::StopSignal stop({}); // what waits for PostgreSQL or the broker ends with it
    PULSE_TRY(const auto server, app::StandaloneServer::create(line, stop.interruption()));
    const auto switched = server->switchSession();
    server->stop();
    return switched;
}

// The id of a configuration is its administrator's to write.
Result<> switchConfiguredSession(const app::CommandLine &line)
{
    PULSE_TRY(const auto configuration, configurationOf(line));
    return app::switchSession(configuration, [](const QByteArray &clientId) -> Result<> {
        std::printf("[broker]\nclient_id = \"%s\"\n", clientId.constData());
        std::fflush(stdout);
        return {};
    });
}

Result<> switchSession(const app::CommandLine &line)
{
    if (line.arguments != QStringList{u"new-session"_s})
        return fail(ErrorKind::Invalid, u"broker has \"new-session\" only; see --help"_s);
    PULSE_CHECK(line.dataFolder.isEmpty() ? switchConfiguredSession(line) : switchStandaloneSession(line));
    std::printf("the session under the old id is ended; start the server\n");
    return {};
}

Result<> run(const app::CommandLine &line)
{
    if (line.command == "serve"_L1)
        return serve(line);
    if (line.command == "standalone"_L1)
        return runStandalone(line);
    if (line.command == "migrate"_L1)
        return migrate(line);
    if (line.command == "check-config"_L1)
        return checkConfig(line);
    if (line.command == "broker"_L1)
        return switchSession(line);
    if (app::isAdminCommand(line.command) || line.command == "vault"_L1)
        return administer(line);
    return fail(ErrorKind::Invalid, u"no command %1; see --help"_s.arg(line.command));
}

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(u"pulse-server"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(PULSE_VERSION));
    installLogFormat();
    curl_global_init(CURL_GLOBAL_DEFAULT); // once, before any thread
    const auto line = app::parseCommandLine(QCoreApplication::arguments());
    const auto done = line ? run(*line) : Result<>(tl::unexpected(line.error()));
    const bool isMigrating = line && line->command == "migrate"_L1;
    if (!done && isStopped(done.error()) && !isMigrating)
        return 0; // a server that was told to stop has stopped; a migration that was has not been done
    if (!done) {
        std::fprintf(stderr, "pulse-server: %s\n", qPrintable(done.error().what));
        return done.error().kind == ErrorKind::Invalid ? 2 : 1;
    }
    return 0;
}
