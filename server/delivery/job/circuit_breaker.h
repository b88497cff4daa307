// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// When an integration is left alone, as pure functions: after some failures in a row nothing is sent for a
// while, then one job at a time until one arrives. A receiver that says Retry-After is left alone at once,
// for so long. What it refuses for good is an answer: it ends a row of failures, but is no success either.
#pragma once

#include "base/backoff.h"
#include "delivery/job/attempt.h"
#include "model/integration_health.h"

namespace pulse::delivery {

struct BreakerPolicy {
    int failures = 5; // in a row
    Backoff pause{std::chrono::seconds{30}, std::chrono::minutes{5}, 0.2};
    std::chrono::milliseconds longestRetryAfter{std::chrono::hours{24}};
};

// What attempts at one integration came to, in the order in which they ended.
struct Streak {
    bool isDelivered = false; // one of them; what follows is about those after the last such
    bool isAnswered = false; // one was refused for good
    int failures = 0; // since the last that was
    std::optional<Instant> failingSince = {};
    QString lastError = {};
    std::optional<std::chrono::milliseconds> retryAfter = {}; // of the last failure

    void add(const Attempt &attempt, Instant endedAt);
};

// None: all is well. `random` is in [0, 1).
std::optional<model::IntegrationHealth> healthAfter(const std::optional<model::IntegrationHealth> &before,
                                                    const Streak &streak, Instant now,
                                                    const BreakerPolicy &policy, double random);

} // namespace pulse::delivery
