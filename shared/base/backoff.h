// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// How long to wait before the next try: doubling, capped, jittered. A pure function of the attempt and a
// random number.
#pragma once

#include <chrono>

namespace pulse {

struct Backoff {
    std::chrono::milliseconds first{250};
    std::chrono::milliseconds cap{30'000};
    double jitter = 0.2; // the delay is multiplied by 1 ± jitter

    // attempt counts from 1; random is in [0, 1).
    std::chrono::milliseconds delay(int attempt, double random) const;
};

// A random number in [0, 1) for jitter; not for secrets. Thread safety: any thread.
double jitterRandom();

} // namespace pulse
