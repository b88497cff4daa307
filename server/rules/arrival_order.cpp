// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rules/arrival_order.h"

namespace pulse::rules {

void ArrivalOrder::push(model::StoredReading reading)
{
    m_horizon = reading.ts;
    m_held.push(std::move(reading));
}

std::optional<model::StoredReading> ArrivalOrder::pop()
{
    if (m_held.empty())
        return std::nullopt;
    const bool isSettled = m_isAtEnd || m_held.size() >= kMost || m_horizon - m_held.top().ts > m_window;
    if (!isSettled)
        return std::nullopt;
    model::StoredReading reading = m_held.top();
    m_held.pop();
    return reading;
}

} // namespace pulse::rules
