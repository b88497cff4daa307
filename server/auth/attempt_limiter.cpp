// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/attempt_limiter.h"

#include <algorithm>
#include <cmath>

namespace pulse::auth {

using namespace std::chrono;

AttemptLimiter::AttemptLimiter(AttemptLimit limit)
    : m_limit(limit)
{
}

AttemptLimiter::Entry &AttemptLimiter::entryOf(const QByteArray &name, std::int64_t window)
{
    auto found = m_entries.find(name);
    if (found == m_entries.end()) {
        while (m_entries.size() >= m_limit.mostNames) {
            m_entries.remove(m_order.front());
            m_order.pop_front();
        }
        found = m_entries.insert(name, Entry{window, 0, 0, m_order.insert(m_order.end(), name)});
    }
    Entry &entry = *found;
    m_order.splice(m_order.end(), m_order, entry.order);
    if (entry.window != window) {
        entry.previous = entry.window == window - 1 ? entry.current : 0;
        entry.current = 0;
        entry.window = window;
    }
    return entry;
}

AttemptLimiter::Moment AttemptLimiter::momentOf(Instant now) const
{
    const auto sinceEpoch = now.time_since_epoch();
    const microseconds length = m_limit.window;
    return {sinceEpoch / length,
            static_cast<double>((sinceEpoch % length).count()) / static_cast<double>(length.count())};
}

double AttemptLimiter::countedAt(const Entry &entry, Moment now)
{
    if (entry.window == now.window)
        return entry.previous * (1.0 - now.passed) + entry.current;
    return entry.window == now.window - 1 ? entry.current * (1.0 - now.passed) : 0.0;
}

seconds AttemptLimiter::attempt(const QByteArray &name, Instant now)
{
    if (m_limit.most <= 0)
        return seconds{0};
    const auto [window, passed] = momentOf(now);
    Entry &entry = entryOf(name, window);
    const double counted = countedAt(entry, {window, passed});
    if (counted + 1.0 > m_limit.most) {
        // Measured in windows from the beginning of this one: when the share that still counts leaves room
        // for one.
        const bool isFull = entry.current + 1 > m_limit.most;
        const double free = isFull ? 2.0 - (m_limit.most - 1.0) / entry.current
                                   : 1.0 - (m_limit.most - 1.0 - entry.current) / entry.previous;
        const double wait =
            (std::max(free, isFull ? 1.0 : 0.0) - passed) * duration<double>(m_limit.window).count();
        return std::max(seconds{1}, seconds{static_cast<std::int64_t>(std::ceil(wait + 0.001))});
    }
    ++entry.current;
    return seconds{0};
}

int AttemptLimiter::counted(const QByteArray &name, Instant now) const
{
    const auto found = m_entries.constFind(name);
    return found == m_entries.constEnd() ? 0 : static_cast<int>(countedAt(*found, momentOf(now)));
}

void AttemptLimiter::takeBack(const QByteArray &name)
{
    const auto found = m_entries.find(name);
    if (found == m_entries.end())
        return;
    if (found->current > 0)
        --found->current;
    else if (found->previous > 0)
        --found->previous; // the window has turned since
}

void AttemptLimiter::forget(const QByteArray &name)
{
    const auto found = m_entries.find(name);
    if (found == m_entries.end())
        return;
    m_order.erase(found->order);
    m_entries.erase(found);
}

} // namespace pulse::auth
