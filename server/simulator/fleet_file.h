// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Files a fleet is made from: devices with their tokens, and recorded values to publish again.
#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "simulator/fleet_device.h"

#include <QByteArray>
#include <vector>

namespace pulse::simulator {

// tenant_id, site_id, device_id, token, separated by tabs; a first line of these names, empty lines and lines
// that begin with '#' are passed over. Errors name the line, never the token.
Result<std::vector<FleetDevice>> parseFleet(const QByteArray &text, const QString &name);

// "-": standard input. Forbidden when others than the owner may read or write the file: it holds tokens.
Result<std::vector<FleetDevice>> readFleet(const QString &path);

struct ReplayRow {
    Instant time;
    double value = 0;
};

// "timestamp,value" lines; a first line that is not one is the header. Times must not go back.
Result<std::vector<ReplayRow>> parseReplay(const QByteArray &text, const QString &name);
Result<std::vector<ReplayRow>> readReplay(const QString &path);

} // namespace pulse::simulator
