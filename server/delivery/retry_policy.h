// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// When to try again, as a pure function: five attempts, 30 s doubling, at most two hours, each ± 20 %. A
// receiver that says Retry-After is not asked earlier than that, and not kept waiting beyond the cap.
#pragma once

#include "base/backoff.h"
#include "delivery/attempt.h"

namespace pulse::delivery {

struct RetryPolicy {
    int maxAttempts = 5;
    Backoff backoff{std::chrono::seconds{30}, std::chrono::hours{2}, 0.2};

    // How long to wait before the next attempt; none: there will be none. attemptNo counts from 1; random is
    // in [0, 1).
    std::optional<std::chrono::milliseconds> nextDelay(const Attempt &attempt, int attemptNo,
                                                       double random) const;
};

} // namespace pulse::delivery
