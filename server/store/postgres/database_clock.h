// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The one clock of an installation: PostgreSQL's. Our own, corrected by the offset last measured.
//
// Thread safety: any thread.
#pragma once

#include "base/clock.h"

#include <atomic>

namespace pulse::store {

class DatabaseClock final : public Clock {
public:
    Instant now() const override
    {
        return m_local.now() + std::chrono::microseconds{m_offset.load(std::memory_order_relaxed)};
    }
    const Clock &local() const { return m_local; }
    void setOffset(std::chrono::microseconds offset)
    {
        m_offset.store(offset.count(), std::memory_order_relaxed);
    }

private:
    SystemClock m_local;
    std::atomic<std::int64_t> m_offset{0};
};

} // namespace pulse::store
