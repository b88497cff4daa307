// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/operation/housekeeping.h"

namespace pulse::store {

namespace {

const char *statementFor(Memory what)
{
    switch (what) {
    case Memory::QuarantineCounters: return "housekeeping.quarantine_counters";
    case Memory::QuarantineEvents: return "housekeeping.quarantine_events";
    case Memory::Refusals: return "housekeeping.refusals";
    case Memory::Changes: return "housekeeping.changes";
    case Memory::Deliveries: return "housekeeping.deliveries";
    case Memory::MetricAlerts: return "housekeeping.metric_alerts";
    case Memory::LoginNetworks: return "housekeeping.login_networks";
    case Memory::Sessions: return "housekeeping.sessions";
    case Memory::Revocations: return "housekeeping.revocations";
    }
    Q_UNREACHABLE();
}

} // namespace

Result<std::int64_t> forgetOlder(const SystemScope &scope, Memory what, std::chrono::seconds age,
                                 std::int64_t most)
{
    return scope.value<std::int64_t>(statementFor(what), {age.count(), most});
}

} // namespace pulse::store
