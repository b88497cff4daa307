// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Receive times that rise from message to message, so that what is stored says in which order messages
// arrived: many of them share one look at the clock. They run ahead of it by a microsecond a message at most,
// and follow it when it is set back.
//
// Thread safety: none; the reader's.
#pragma once

#include "base/clock.h"

namespace pulse::ingest {

class ArrivalTimes {
public:
    Instant next(Instant now)
    {
        const bool isSetBack = m_last - now > kMostAhead;
        m_last = isSetBack ? now : std::max(now, m_last + std::chrono::microseconds{1});
        return m_last;
    }

private:
    static constexpr std::chrono::seconds kMostAhead{1};
    Instant m_last;
};

} // namespace pulse::ingest
