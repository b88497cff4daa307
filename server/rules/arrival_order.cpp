// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rules/arrival_order.h"

namespace pulse::rules {

void ArrivalOrder::push(model::StoredReading reading)
{
    m_horizon = reading.ts;
    m_held.push(std::move(reading));
}

bool ArrivalOrder::isSettled(const model::StoredReading &reading) const
{
    return m_horizon - reading.ts > m_window && m_horizon - reading.receivedAt > m_window / 2;
}

std::optional<model::StoredReading> ArrivalOrder::pop()
{
    if (m_held.empty())
        return std::nullopt;
    if (!m_isAtEnd && m_held.size() < kMost && !isSettled(m_held.top()))
        return std::nullopt;
    model::StoredReading reading = m_held.top();
    m_held.pop();
    return reading;
}

} // namespace pulse::rules
