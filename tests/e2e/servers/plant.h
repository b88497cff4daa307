// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What servers are tried on: one tenant with devices, rules and a route; what its devices say; and what
// became of it, in words that do not depend on when or by whom it was committed.
#pragma once

#include "base/clock.h"
#include "mqtt/publisher.h"
#include "support/postgres/postgres_cluster.h"

namespace pulse::test {

// Tenant acme, site north, devices device-0 …, three rules on temp_c, one of them with a time it has to
// last, a route for all their alerts. Rates are
// not limited and nobody falls silent.
Result<> installPlant(const TestDatabase &database, int devices);

// Round after round, every device once; the readings wander about the thresholds. Times are one apart.
std::vector<mqtt::Publication> plantMessages(int devices, int rounds, Instant begin);

// One line each for readings, alerts, transitions, jobs, timers and device states.
Result<QStringList> outcomeOf(const TestDatabase &database);

// Lines of one that the other lacks, both ways.
QStringList differences(const QStringList &left, const QStringList &right);

qint64 countReadings(const TestDatabase &database); // -1: cannot say

} // namespace pulse::test
