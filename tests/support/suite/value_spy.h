// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Collects the values a callback or signal hands over, and waits for them with the event loop turning: no
// sleeps.
//
//   ValueSpy<Alert> alerts;
//   service.onAlert = alerts.callback();
//   QVERIFY(alerts.waitFor(1));
//
// Thread safety: values may arrive on any thread; waiting and reading belong to the test's thread.
#pragma once

#include <QCoreApplication>
#include <QEventLoop>
#include <QList>
#include <QTimer>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>

namespace pulse::test {

template <class T> class ValueSpy {
public:
    ValueSpy() = default;

    // Spies on a signal whose first argument is a T.
    template <class Sender, class Signal> ValueSpy(const Sender *sender, Signal signal)
    {
        QObject::connect(sender, signal, sender, callback(), Qt::DirectConnection);
    }

    // May outlive the spy: what arrives then is dropped.
    std::function<void(const T &)> callback()
    {
        return [weak = std::weak_ptr(m_shared)](const T &value) {
            if (const auto shared = weak.lock())
                shared->add(value);
        };
    }

    bool waitFor(qsizetype count, std::chrono::milliseconds timeout = std::chrono::seconds{10})
    {
        QEventLoop loop;
        {
            std::lock_guard lock(m_shared->mutex);
            if (m_shared->values.size() >= count)
                return true;
            m_shared->loop = &loop;
            m_shared->wanted = count;
        }
        QTimer::singleShot(timeout, &loop, &QEventLoop::quit);
        loop.exec();
        std::lock_guard lock(m_shared->mutex);
        m_shared->loop = nullptr;
        return m_shared->values.size() >= count;
    }

    QList<T> values() const
    {
        std::lock_guard lock(m_shared->mutex);
        return m_shared->values;
    }

    qsizetype count() const { return values().size(); }
    QList<T> take()
    {
        std::lock_guard lock(m_shared->mutex);
        return std::exchange(m_shared->values, {});
    }

private:
    struct Shared {
        mutable std::mutex mutex;
        QList<T> values;
        QEventLoop *loop = nullptr;
        qsizetype wanted = 0;

        void add(const T &value)
        {
            std::lock_guard lock(mutex);
            values.append(value);
            if (loop && values.size() >= wanted)
                QMetaObject::invokeMethod(loop, &QEventLoop::quit, Qt::QueuedConnection);
        }
    };
    std::shared_ptr<Shared> m_shared = std::make_shared<Shared>();
};

} // namespace pulse::test
