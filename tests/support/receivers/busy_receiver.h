// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A receiver of webhooks that takes thousands a second and says 200 to each: for load and for long courses.
// HttpReceiver is the one that misbehaves and remembers everything.
//
// Thread safety: port() from any thread; `arrived` is called on the receiver's thread, before the answer
// leaves.
#pragma once

#include <QByteArray>
#include <atomic>
#include <chrono>
#include <functional>
#include <thread>
#include <unordered_map>

namespace pulse::test {

struct Arrival {
    QByteArray webhookId;
    QByteArray body;
    std::chrono::system_clock::time_point at;
};

class BusyReceiver {
public:
    using OnArrival = std::function<void(const Arrival &)>;

    explicit BusyReceiver(OnArrival arrived); // listens on 127.0.0.1
    ~BusyReceiver();
    BusyReceiver(const BusyReceiver &) = delete;
    BusyReceiver &operator=(const BusyReceiver &) = delete;

    quint16 port() const { return m_port; }
    qint64 count() const { return m_count; } // requests answered

private:
    void run();
    void welcome();
    bool read(int socket); // false: it is over
    bool answerWhole(int socket, QByteArray &buffer);

    const OnArrival m_arrived;
    quint16 m_port = 0;
    int m_listener = -1;
    int m_poll = -1;
    std::atomic<bool> m_isStopping = false;
    std::atomic<qint64> m_count = 0;
    std::unordered_map<int, QByteArray> m_buffers; // by socket; the thread's own
    std::thread m_thread;
};

// Listens and never accepts: whoever connects waits for ever, for TLS as for an answer.
class SilentListener {
public:
    SilentListener();
    ~SilentListener();
    SilentListener(const SilentListener &) = delete;
    SilentListener &operator=(const SilentListener &) = delete;
    quint16 port() const { return m_port; }

private:
    int m_listener = -1;
    quint16 m_port = 0;
};

} // namespace pulse::test
