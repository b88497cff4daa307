// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What becomes of a job when an attempt at it has ended, as a pure function. A job dies by an answer that is
// final, by attempts that count, or because it has waited for too long; by nothing else.
//
// An attempt counts only if the message may be to blame: it reached the receiver, who did not ask us to come
// later, at a time when nothing had failed there since its last delivery. So a receiver that is away uses up
// nothing, whether its circuit is open or one alert of the night is all there is; a message that is refused
// while others arrive has maxAttempts, 30 s apart, doubling, at most two hours, each ± 20 %.
#pragma once

#include "base/backoff.h"
#include "delivery/job/attempt.h"

namespace pulse::delivery {

// How a job stands when an attempt at it has ended.
struct JobStanding {
    int tries = 1; // attempts since it was made or last sent again, with this one
    int counted = 0; // of those before this one, those that counted
    // When the attempt began, something had failed at the integration and nothing had been delivered since.
    bool isReceiverTroubled = false;
    std::chrono::milliseconds waited{0}; // since it was made or last sent again
};

struct Prospect {
    bool isCounted = false;
    std::optional<std::chrono::milliseconds> delay = {}; // until the next attempt; none: there will be none
};

struct RetryPolicy {
    int maxAttempts = 5; // that count
    Backoff backoff{std::chrono::seconds{30}, std::chrono::hours{2}, 0.2};
    // Between attempts at a receiver that is away: its circuit opens no less often (BreakerPolicy::pause).
    std::chrono::milliseconds longestPause{std::chrono::minutes{5}};
    std::chrono::milliseconds waits{
        std::chrono::hours{72}}; // then a job is dead, however few attempts counted

    // random is in [0, 1). A receiver that says Retry-After is not asked earlier than that, and not kept
    // waiting beyond the backoff's cap.
    Prospect after(const Attempt &attempt, const JobStanding &standing, double random) const;
};

// Whether another message might have fared otherwise: it was received and refused, or never answered. Not so
// for what never reached the receiver, and for what speaks of its state (401, 403, 404, 408, 425, 429, 503,
// every 4yz of a mail server, RFC 5321 4.2.1; reason codes of a broker; Retry-After).
bool mayBeTheMessage(const Attempt &attempt);

} // namespace pulse::delivery
