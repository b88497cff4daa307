// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Forgetting what is older than anybody needs, a portion at a time. SystemScope only; the pipeline says what,
// how old, and when.
#pragma once

#include "store/tenancy/scope.h"

#include <chrono>

namespace pulse::store {

enum class Memory {
    QuarantineCounters,
    QuarantineEvents,
    Refusals,
    Changes,
    Deliveries,
    MetricAlerts,
    LoginNetworks,
    Sessions,
    Revocations
};

// How many rows went: `most`, or all there were. Of the changes the newest always stays, of the deliveries
// those that are not done. Alerts about dropped metrics do not go, but end.
Result<std::int64_t> forgetOlder(const SystemScope &scope, Memory what, std::chrono::seconds age,
                                 std::int64_t most);

} // namespace pulse::store
