// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A queue between two threads that has a bound and a way to end.
//
// Thread safety: every function may be called from any thread.
// Invariants: never holds more than `capacity` items; after close() push fails and pops drain what is left.
#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
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
            if (m_isClosed || count() >= m_capacity)
                return false;
            m_items.push_back(std::move(item));
        }
        m_arrived.notify_one();
        return true;
    }

    // Takes from the front of `items` what there is room for; what stays in it is still the caller's.
    void pushFrom(std::vector<T> &items)
    {
        size_t room = 0;
        {
            std::lock_guard lock(m_mutex);
            room = m_isClosed ? 0 : std::min(items.size(), m_capacity - count());
            m_items.insert(m_items.end(), std::make_move_iterator(items.begin()),
                           std::make_move_iterator(at(items, room)));
        }
        if (room > 0)
            m_arrived.notify_one();
        items.erase(items.begin(), at(items, room));
    }

    // Waits until something is there, the deadline passes or wake() is called; takes up to `most` items.
    std::vector<T> takeUntil(std::chrono::steady_clock::time_point deadline, size_t most)
    {
        std::unique_lock lock(m_mutex);
        m_arrived.wait_until(lock, deadline, [this] { return count() > 0 || m_isClosed || m_isWoken; });
        m_isWoken = false;
        const size_t end = m_taken + std::min(most, count());
        std::vector<T> taken(std::make_move_iterator(at(m_items, m_taken)),
                             std::make_move_iterator(at(m_items, end)));
        m_taken = end;
        if (2 * m_taken >= m_items.size()) { // rarely, so that no item is moved up more than once or twice
            m_items.erase(m_items.begin(), at(m_items, m_taken));
            m_taken = 0;
        }
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
    std::vector<T> drain()
    {
        std::lock_guard lock(m_mutex);
        m_items.erase(m_items.begin(), at(m_items, std::exchange(m_taken, 0)));
        return std::exchange(m_items, {});
    }

    size_t size() const
    {
        std::lock_guard lock(m_mutex);
        return count();
    }

    bool isClosed() const
    {
        std::lock_guard lock(m_mutex);
        return m_isClosed;
    }

private:
    static auto at(std::vector<T> &items, size_t place)
    {
        return items.begin() + static_cast<std::ptrdiff_t>(place);
    }
    size_t count() const { return m_items.size() - m_taken; }

    const size_t m_capacity;
    mutable std::mutex m_mutex;
    std::condition_variable m_arrived;
    std::vector<T> m_items; // those before m_taken have been taken; one allocation for many items
    size_t m_taken = 0;
    bool m_isClosed = false;
    bool m_isWoken = false;
};

} // namespace pulse
