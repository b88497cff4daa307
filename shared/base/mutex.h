// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Mutex<T> owns what it protects: lock() is the only way in. Shared state lives in one of these and nowhere
// else.
#pragma once

#include <mutex>
#include <utility>

namespace pulse {

template <class T> class Mutex {
public:
    class Locked {
    public:
        T *operator->() { return m_value; }
        T &operator*() { return *m_value; }

    private:
        friend class Mutex;
        Locked(std::mutex &mutex, T &value)
            : m_lock(mutex)
            , m_value(&value)
        {
        }
        std::unique_lock<std::mutex> m_lock;
        T *m_value;
    };

    Mutex() = default;
    explicit Mutex(T value)
        : m_value(std::move(value))
    {
    }

    [[nodiscard]] Locked lock() { return Locked(m_mutex, m_value); }

private:
    std::mutex m_mutex;
    T m_value{};
};

} // namespace pulse
