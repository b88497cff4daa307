// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/job/circuit_breaker.h"

#include <algorithm>

namespace pulse::delivery {

using namespace Qt::StringLiterals;
using model::CircuitState;
using model::IntegrationHealth;

namespace {

// We stopped, or had no room: it says nothing of the receiver.
bool isOurs(const Attempt &attempt)
{
    return attempt.code == "request_error:stopped"_L1 || attempt.code == "request_error:busy"_L1;
}

void open(IntegrationHealth &health, const Streak &streak, Instant now, const BreakerPolicy &policy,
          double random)
{
    if (health.circuit(now) != CircuitState::Open && health.failures >= policy.failures)
        health.openUntil = now + policy.pause.delay(++health.openings, random);
    if (streak.retryAfter) {
        const Instant asked = now + std::min(*streak.retryAfter, policy.longestRetryAfter);
        health.openUntil = std::max(health.openUntil.value_or(asked), asked);
    }
}

} // namespace

void Streak::add(const Attempt &attempt, Instant endedAt)
{
    if (isOurs(attempt))
        return;
    if (attempt.outcome == Outcome::Delivered) {
        *this = {.isDelivered = true};
        return;
    }
    if (!failingSince)
        failingSince = endedAt;
    lastError = attempt.error();
    const bool isFailure = attempt.outcome == Outcome::RetryLater;
    isAnswered = isAnswered || !isFailure;
    failures = isFailure ? failures + 1 : 0;
    retryAfter = isFailure ? attempt.retryAfter : std::nullopt;
}

std::optional<IntegrationHealth> healthAfter(const std::optional<IntegrationHealth> &before,
                                             const Streak &streak, Instant now, const BreakerPolicy &policy,
                                             double random)
{
    if (!streak.failingSince)
        return streak.isDelivered ? std::nullopt : before;
    IntegrationHealth health;
    if (before && !streak.isDelivered)
        health = *before;
    else
        health.failingSince = *streak.failingSince;
    if (streak.isAnswered) {
        health.failures = 0;
        health.openings = 0;
        health.openUntil = {};
    }
    health.failures += streak.failures;
    health.lastError = streak.lastError;
    health.updatedAt = now;
    if (streak.failures > 0)
        open(health, streak, now, policy, random);
    return health;
}

} // namespace pulse::delivery
