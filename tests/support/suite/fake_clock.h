// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A clock that moves only when a test says so. Thread safety: every function may be called from any thread.
#pragma once

#include "base/clock.h"

#include <atomic>

namespace pulse::test {

class FakeClock final : public Clock {
public:
    // 2026-01-15T12:00:00Z, unless told otherwise.
    explicit FakeClock(Instant start = Instant{std::chrono::seconds{1'768'478'400}})
        : m_micros(start.time_since_epoch().count())
    {
    }

    Instant now() const override { return Instant{std::chrono::microseconds{m_micros.load()}}; }
    void advance(std::chrono::microseconds by) { m_micros += by.count(); }
    void set(Instant instant) { m_micros = instant.time_since_epoch().count(); }

private:
    std::atomic<std::int64_t> m_micros;
};

} // namespace pulse::test
