// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/retry_policy.h"

#include <algorithm>

namespace pulse::delivery {

std::optional<std::chrono::milliseconds> RetryPolicy::nextDelay(const Attempt &attempt, int attemptNo,
                                                                double random) const
{
    if (attempt.outcome != Outcome::RetryLater || attemptNo >= maxAttempts)
        return std::nullopt;
    const auto own = backoff.delay(attemptNo, random);
    if (!attempt.retryAfter)
        return own;
    return std::max(own, std::min(*attempt.retryAfter, backoff.cap));
}

} // namespace pulse::delivery
