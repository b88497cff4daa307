// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// When most tests happen, whatever the hour is outside.
#pragma once

#include "base/clock.h"

namespace pulse::test {

inline constexpr Instant kNoon{std::chrono::seconds{1'768'478'400}}; // 2026-01-15T12:00:00Z

} // namespace pulse::test
