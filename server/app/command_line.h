// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What was typed: pulse-server COMMAND [ARGUMENT…] [--option value].
#pragma once

#include "base/result.h"

#include <QStringList>

namespace pulse::app {

struct CommandLine {
    // serve, standalone, migrate, check-config, tenant, device, user, setting, vault, broker, demo-sink
    QString command;
    QStringList arguments; // beyond the command: "add", "tenant-a", …
    QString configFile; // --config
    QString dataFolder; // --data: a standalone installation's, instead of --config
    int httpPort = 8080; // standalone; 0: any free one
    bool isHttpPortGiven = false; // else the environment may say it
    int mqttPort = 1883;
    bool isDemo = false;
    QString name; // --name, of a tenant
    QString tenant; // --tenant
    QString site; // --site
    QString role; // --role
    QString passwordFile; // --password-file; "-" is standard input
    bool printsPassword = false; // --print-password: one that is made up goes to standard output
    int count = 1; // --count, of devices
};

// Ends the process itself for --help and --version.
Result<CommandLine> parseCommandLine(const QStringList &arguments);

} // namespace pulse::app
