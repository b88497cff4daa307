// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command_line.h"

#include <QCommandLineParser>

namespace pulse::app {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kCommands = R"(The Pulse server.

  serve --config FILE             runs against an existing PostgreSQL and broker
  standalone --data DIR           runs with a private PostgreSQL and broker (--http-port, --mqtt-port, --demo)
  migrate --config FILE           brings the database to this build's schema
  check-config --config FILE      reads the configuration and says what is wrong with it
  tenant add ID [--name NAME] | list
  device add TENANT DEVICE --site SITE [--count N] | list TENANT | revoke TENANT DEVICE | token TENANT DEVICE
         | reinstate TENANT DEVICE   gives a revoked device back, with a new token
         | label TENANT DEVICE KEY=VALUE...   KEY= takes a label away
  user add LOGIN --role ROLE [--tenant TENANT] | passwd LOGIN | list
         the password: --password-file FILE, --print-password, or with --data kept in DIR/credentials
  setting set KEY VALUE [--tenant TENANT] | list [--tenant TENANT]
  broker new-session              gives a stopped installation another session at its broker, under an id nobody
                                  guesses; loses nothing
  vault rotate                    seals every secret again with the first of the vault's keys

tenant, device, user, setting and vault take --config FILE, or --data DIR of a running standalone server; broker
takes --config FILE or --data DIR.)";

Result<int> portOf(const QCommandLineParser &parser, const QString &option)
{
    bool isNumber = false;
    const int port = parser.value(option).toInt(&isNumber);
    if (!isNumber || port < 0 || port > 65'535)
        return invalidField(option, u"--%1 must be a port from 0 to 65535"_s.arg(option));
    return port;
}

void declareOptions(QCommandLineParser &parser)
{
    parser.setApplicationDescription(QString::fromLatin1(kCommands));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addPositionalArgument(u"command"_s, u"what to do"_s);
    parser.addOptions({
        {u"config"_s, u"Configuration, TOML."_s, u"file"_s},
        {u"data"_s, u"Folder of a standalone installation."_s, u"folder"_s},
        {u"http-port"_s, u"Port of the API; 0: any free one."_s, u"port"_s, u"8080"_s},
        {u"mqtt-port"_s, u"Port for devices; 0: any free one."_s, u"port"_s, u"1883"_s},
        {u"demo"_s, u"Adds two tenants, a simulated fleet, rules and a webhook."_s},
        {u"name"_s, u"A tenant's name."_s, u"name"_s},
        {u"tenant"_s, u"A tenant's id."_s, u"tenant"_s},
        {u"site"_s, u"A device's site."_s, u"site"_s},
        {u"role"_s, u"customer_viewer, customer_admin, operator or operator_admin."_s, u"role"_s},
        {u"password-file"_s,
         u"Where a password is read from; - is standard input. Else one is made up, and kept in DIR/credentials."_s,
         u"file"_s},
        {u"print-password"_s, u"Prints the password that is made up instead of keeping it in a file."_s},
        {u"count"_s, u"How many devices: DEVICE-0001 and so on."_s, u"number"_s, u"1"_s},
    });
}

} // namespace

Result<CommandLine> parseCommandLine(const QStringList &arguments)
{
    QCommandLineParser parser;
    declareOptions(parser);
    parser.process(arguments);
    CommandLine line;
    line.arguments = parser.positionalArguments();
    if (line.arguments.isEmpty())
        return fail(ErrorKind::Invalid, u"which command? see --help"_s);
    line.command = line.arguments.takeFirst();
    line.configFile = parser.value(u"config"_s);
    line.dataFolder = parser.value(u"data"_s);
    PULSE_TRY(line.httpPort, portOf(parser, u"http-port"_s));
    line.isHttpPortGiven = parser.isSet(u"http-port"_s);
    PULSE_TRY(line.mqttPort, portOf(parser, u"mqtt-port"_s));
    line.isDemo = parser.isSet(u"demo"_s);
    line.name = parser.value(u"name"_s);
    line.tenant = parser.value(u"tenant"_s);
    line.site = parser.value(u"site"_s);
    line.role = parser.value(u"role"_s);
    line.passwordFile = parser.value(u"password-file"_s);
    line.printsPassword = parser.isSet(u"print-password"_s);
    line.count = parser.value(u"count"_s).toInt();
    if (line.count < 1 || line.count > 1'000'000)
        return invalidField(u"count"_s, u"--count must be a number from 1 to 1000000"_s);
    return line;
}

} // namespace pulse::app
