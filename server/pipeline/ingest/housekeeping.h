// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Deletes what has outlived its retention, on the leader, a small portion at a time between batches, so that
// ingest never waits for it noticeably.
//
// Thread safety: none; the writer's.
#pragma once

#include "store/accounts/login_network_table.h"
#include "store/operation/housekeeping.h"

#include <array>

namespace pulse::pipeline {

class Housekeeping {
public:
    using Steady = std::chrono::steady_clock;

    struct Retention {
        store::Memory what;
        std::chrono::seconds age;
    };
    static constexpr std::array<Retention, 9> kRetentions{
        Retention{store::Memory::Changes, std::chrono::hours{24}},
        Retention{store::Memory::QuarantineCounters, std::chrono::days{90}},
        Retention{store::Memory::QuarantineEvents, std::chrono::days{90}},
        Retention{store::Memory::Refusals, std::chrono::days{90}},
        Retention{store::Memory::Deliveries, std::chrono::days{90}},
        Retention{store::Memory::MetricAlerts, std::chrono::hours{24}},
        Retention{store::Memory::LoginNetworks, store::login_network::kRemembered},
        Retention{store::Memory::Sessions, std::chrono::days{30}}, // after their end
        Retention{store::Memory::Revocations, std::chrono::hours{1}}};
    static constexpr std::int64_t kPortion = 1'000; // rows
    static constexpr std::chrono::seconds kPause{60}; // once nothing old is left

    // Call it each second. Unavailable: the connection is lost. Anything else is no reason to stop ingest: it
    // is warned of, and tried again later.
    Result<> run(store::Connection &connection, Steady::time_point now);

private:
    std::array<Steady::time_point, kRetentions.size()> m_due; // by position
};

} // namespace pulse::pipeline
