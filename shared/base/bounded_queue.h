// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A queue between two threads that has a bound and a way to end.
//
// Thread safety: every function may be called from any thread.
// Invariants: never holds more than `capacity` items; after close() push fails and pops drain what is left.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <iterator>
#include <mutex>
#include <utility>
#include <vector>

namespace pulse {

template <class T> class BoundedQueue {
public:
    explicit BoundedQueue(size_t capacity)
        : m_capacity(capacity)
    {
    }

    // False when full or closed: the caller still has the item and says what becomes of it.
    [[nodiscard]] bool tryPush(T &item)
    {
        {
            std::lock_guard lock(m_mutex);
            if (m_isClosed || m_items.size() >= m_capacity)
                return false;
            m_items.push_back(std::move(item));
        }
        m_arrived.notify_one();
        return true;
    }

    // Waits until something is there, the deadline passes or wake() is called; takes up to `most` items.
    std::vector<T> takeUntil(std::chrono::steady_clock::time_point deadline, size_t most)
    {
        std::unique_lock lock(m_mutex);
        m_arrived.wait_until(lock, deadline, [this] { return !m_items.empty() || m_isClosed || m_isWoken; });
        m_isWoken = false;
        const auto count = static_cast<std::ptrdiff_t>(std::min(most, m_items.size()));
        std::vector<T> taken(std::make_move_iterator(m_items.begin()),
                             std::make_move_iterator(m_items.begin() + count));
        m_items.erase(m_items.begin(), m_items.begin() + count);
        return taken;
    }

    void wake()
    {
        {
            std::lock_guard lock(m_mutex);
            m_isWoken = true;
        }
        m_arrived.notify_all();
    }

    void close()
    {
        {
            std::lock_guard lock(m_mutex);
            m_isClosed = true;
        }
        m_arrived.notify_all();
    }

    // Forgets what is queued and hands it to the caller.
    std::deque<T> drain()
    {
        std::lock_guard lock(m_mutex);
        return std::exchange(m_items, {});
    }

    size_t size() const
    {
        std::lock_guard lock(m_mutex);
        return m_items.size();
    }

    bool isClosed() const
    {
        std::lock_guard lock(m_mutex);
        return m_isClosed;
    }

private:
    const size_t m_capacity;
    mutable std::mutex m_mutex;
    std::condition_variable m_arrived;
    std::deque<T> m_items;
    bool m_isClosed = false;
    bool m_isWoken = false;
};

} // namespace pulse
