// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A clock that moves only when a test says so. Thread safety: every function may be called from any thread.
#pragma once

#include "support/suite/noon.h"

#include <atomic>

namespace pulse::test {

class FakeClock final : public Clock {
public:
    explicit FakeClock(Instant start = kNoon)
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
