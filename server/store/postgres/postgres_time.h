// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// PostgreSQL's binary time: microseconds since 2000-01-01 UTC.
#pragma once

#include "base/clock.h"

namespace pulse::store {

constexpr std::chrono::microseconds kPostgresEpoch{946'684'800'000'000};

constexpr std::int64_t toPostgresTime(Instant instant)
{
    return (instant.time_since_epoch() - kPostgresEpoch).count();
}

constexpr Instant fromPostgresTime(std::int64_t time)
{
    return Instant{std::chrono::microseconds{time} + kPostgresEpoch};
}

} // namespace pulse::store
