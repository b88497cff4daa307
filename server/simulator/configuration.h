// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What pulse-simulator was told: options, and the predecessor's environment variables, which options
// override. Every error names the option or variable at fault.
#pragma once

#include "simulator/fleet.h"

#include <QProcessEnvironment>
#include <QStringList>

namespace pulse::simulator {

struct SimulatorOptions {
    FleetConfig fleet = {};
    QString fleetFile; // empty: the numbered fleet below
    QString tenantId = QStringLiteral("enabled");
    QString siteId = QStringLiteral("lab-1");
    QString devicePrefix = QStringLiteral("dev");
    int deviceCount = 25;
    QString replayFile;
    std::chrono::milliseconds runFor{0}; // 0: until told to stop
    bool wantsHelp = false;
    bool wantsVersion = false;
};

Result<SimulatorOptions> readOptions(const QStringList &arguments, const QProcessEnvironment &environment);
QString helpText();

// dev-0001 … with tokens tok-dev-0001 …
std::vector<FleetDevice> numberedFleet(const SimulatorOptions &options);

// The devices and, for a replay, its rows: from files where the options name one.
Result<std::vector<FleetDevice>> devicesOf(const SimulatorOptions &options);
Result<> loadReplay(SimulatorOptions &options);

} // namespace pulse::simulator
