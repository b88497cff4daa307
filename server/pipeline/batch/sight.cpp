// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/batch/sight.h"

#include <algorithm>

namespace pulse::pipeline {

void Sight::probeReturned(Instant sentAt, Instant now)
{
    m_lag = std::max(Instant::duration{0}, now - sentAt); // below nothing: the clock was set back meanwhile
    const auto gap = std::chrono::abs(sentAt - m_lastSentAt); // no probes, or a clock that was set
    if (*m_lag > kMostLag)
        m_clearSince.reset();
    else if (!m_clearSince || gap > kMostLag)
        m_clearSince = now;
    m_lastSentAt = sentAt;
}

std::optional<Sight::View> Sight::view(Instant now) const
{
    if (!m_clearSince || now - m_lastSentAt > kMostLag)
        return std::nullopt;
    return View{*m_clearSince, m_lastSentAt};
}

} // namespace pulse::pipeline
