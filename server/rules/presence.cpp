// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rules/presence.h"

#include <algorithm>

namespace pulse::rules {

namespace {

constexpr int kMostOpen = 16; // a device that repeats `online` is no more than that to be doubted
constexpr std::chrono::seconds kClockGrain{1}; // times of devices are often whole seconds

void noteOnline(const Statement &statement, model::SaidConnections &connections)
{
    const bool isKnown = !statement.session.isEmpty() && statement.session == connections.newest;
    if (!isKnown || connections.open == 0)
        connections.open = std::min(connections.open + 1, kMostOpen);
    connections.newest = statement.session;
    connections.newestTs = statement.ts;
}

bool isOfNewest(const Statement &offline, const model::DeviceState &state)
{
    const model::SaidConnections &connections = state.connections;
    if (!offline.session.isEmpty() && !connections.newest.isEmpty())
        return offline.session == connections.newest;
    const auto isSince = [&offline](const std::optional<Instant> &said) {
        return said && *said > *offline.ts + kClockGrain;
    };
    if (offline.ts && (isSince(state.lastTs) || isSince(connections.newestTs)))
        return false;
    return connections.open < 2;
}

} // namespace

bool noteStatement(const Statement &statement, model::DeviceState &state)
{
    if (statement.isOnline) {
        noteOnline(statement, state.connections);
        return true;
    }
    const bool isBelieved = isOfNewest(statement, state);
    state.connections.open = std::max(state.connections.open - 1, 0);
    return isBelieved;
}

} // namespace pulse::rules
