// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What app_settings says for one tenant (its own row, else the installation's), already parsed.
#pragma once

#include <chrono>
#include <cstdint>

namespace pulse::model {

struct TenantSettings {
    bool storeRejects = false; // effective: never in PROD
    std::int64_t quarantineRows = 10'000; // the newest are kept
    std::int64_t quarantineBytes = 67'108'864;
    int maxPayloadBytes = 8192;
    double rateLimitPerSecond = 5; // of a device
    double rateLimitBurst = 20;
    double tenantRateLimitPerSecond = 10'000; // of all its devices together
    double tenantRateLimitBurst = 20'000;
    std::chrono::seconds lateAfter{300};
    std::chrono::days lateAccept{30};
    std::chrono::seconds futureAccept{300};
    bool strictTime = false; // a message whose "ts" is no time is refused, not stored as of its arrival
    std::chrono::seconds heartbeatStale{30}; // silence after which a device is STALE
    std::chrono::seconds heartbeatGrace{0}; // and this much later an alert
    bool heartbeatAlerts = true;
    double alertChangesPerSecond = 500; // transitions, jobs and timers; what is beyond waits
    double alertChangesBurst = 20'000;
    // How many a tenant may have.
    int mostRules = 1'000;
    int mostRulesOfMetric = 200;
    int mostRoutes = 200;
    int mostIntegrations = 100;
};

} // namespace pulse::model
