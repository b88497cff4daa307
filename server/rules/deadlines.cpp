// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rules/deadlines.h"

#include <algorithm>

namespace pulse::rules {

void Deadlines::clear()
{
    m_due.clear();
    m_heap.clear();
}

void Deadlines::arm(DeviceKey device, Instant due)
{
    const auto [armed, isNew] = m_due.try_emplace(device, due);
    if (!isNew && armed->second <= due)
        return;
    armed->second = due;
    m_heap.push_back({due, device});
    std::push_heap(m_heap.begin(), m_heap.end(), std::greater<>());
    if (m_heap.size() > 2 * m_due.size() + 64)
        dropOvertaken();
}

bool Deadlines::isOvertaken(const Entry &entry) const
{
    const auto armed = m_due.find(entry.device);
    return armed == m_due.end() || armed->second != entry.due;
}

void Deadlines::dropOvertaken()
{
    std::erase_if(m_heap, [this](const Entry &entry) { return isOvertaken(entry); });
    std::make_heap(m_heap.begin(), m_heap.end(), std::greater<>());
}

std::vector<DeviceKey> Deadlines::takeDue(Instant upTo, size_t most)
{
    std::vector<DeviceKey> due;
    while (due.size() < most && !m_heap.empty() && m_heap.front().due <= upTo) {
        const Entry entry = m_heap.front();
        std::pop_heap(m_heap.begin(), m_heap.end(), std::greater<>());
        m_heap.pop_back();
        if (isOvertaken(entry))
            continue;
        m_due.erase(entry.device);
        due.push_back(entry.device);
    }
    return due;
}

} // namespace pulse::rules
