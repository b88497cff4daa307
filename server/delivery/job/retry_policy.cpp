// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/job/retry_policy.h"

#include <QLatin1StringView>
#include <algorithm>
#include <array>

namespace pulse::delivery {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

namespace {

constexpr std::array kOfTheReceiver{401, 403, 404, 408, 425, 429, 503};
// Of what was sent and not answered, or not as the protocol has it.
constexpr std::array kUnanswered{"request_error:timeout"_L1,  "request_error:closed_early"_L1,
                                 "request_error:protocol"_L1, "request_error:internal"_L1,
                                 "request_error:curl_"_L1,    "request_error:refused_"_L1};

} // namespace

bool mayBeTheMessage(const Attempt &attempt)
{
    if (attempt.retryAfter)
        return false;
    if (attempt.status > 0)
        return std::find(kOfTheReceiver.begin(), kOfTheReceiver.end(), attempt.status)
            == kOfTheReceiver.end();
    return std::any_of(kUnanswered.begin(), kUnanswered.end(),
                       [&attempt](QLatin1StringView code) { return attempt.code.startsWith(code); });
}

Prospect RetryPolicy::after(const Attempt &attempt, const JobStanding &standing, double random) const
{
    if (attempt.outcome != Outcome::RetryLater)
        return {};
    Prospect prospect;
    prospect.isCounted = !standing.isReceiverTroubled && mayBeTheMessage(attempt);
    const int counted = standing.counted + (prospect.isCounted ? 1 : 0);
    if (counted >= maxAttempts || standing.waited >= waits)
        return prospect;
    milliseconds delay = backoff.delay(prospect.isCounted ? counted : standing.tries, random);
    if (standing.isReceiverTroubled)
        delay = std::min(delay, longestPause);
    if (attempt.retryAfter)
        delay = std::max(delay, std::min(*attempt.retryAfter, backoff.cap));
    prospect.delay = delay;
    return prospect;
}

} // namespace pulse::delivery
