// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Writes what the watch found, on a thread and a connection of its own, and reads each second what is open:
// that read is also how a server knows that its database answers.
//
// Thread safety: record() and lastAnswer() from any thread; start() and stop() from the owner's. OnRead is
// called on the recorder's thread.
// Invariants: while the database is away findings wait, at most one for each alert: a later one takes the
// place of the one before, and an outage that came and went meanwhile is still written.
#pragma once

#include "base/service.h"
#include "store/postgres/connection.h"
#include "watch/system_watch.h"

#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <thread>

namespace pulse::pipeline {

struct OpenSystemAlerts {
    QList<model::SystemAlert> open; // of the installation
    quint64 droppedBefore = 0; // the broker's count when one was last written
};

class SystemAlertRecorder final : public Service {
public:
    using Steady = std::chrono::steady_clock;
    using OnRead = std::function<void(const OpenSystemAlerts &)>;

    SystemAlertRecorder(store::ConnectionConfig database, std::chrono::milliseconds interval, OnRead onRead);
    ~SystemAlertRecorder() override;

    Result<> start() override;
    void stop() override; // tries once more to write what waits

    void record(std::vector<watch::Finding> findings);
    Steady::time_point lastAnswer() const { return m_lastAnswer.load(); } // or when it began

private:
    struct Waiting {
        model::SystemAlert alert;
        bool mustRaise = false; // before it is cleared, if it is
        bool isNews = false;
    };
    using Key = std::pair<model::SystemAlertKind, QString>;
    struct Shared {
        std::map<Key, Waiting> waiting;
        bool isStopping = false;
    };

    static void merge(std::map<Key, Waiting> &into, const Key &key, const Waiting &later);
    void run();
    void turn(store::Connection &connection);
    void settle(const Result<OpenSystemAlerts> &read, std::map<Key, Waiting> waiting);
    Result<OpenSystemAlerts> writeAndRead(store::Connection &connection,
                                          const std::map<Key, Waiting> &waiting) const;
    void putBack(std::map<Key, Waiting> waiting);

    const store::ConnectionConfig m_database;
    const std::chrono::milliseconds m_interval;
    const OnRead m_onRead;
    std::atomic<Steady::time_point> m_lastAnswer;
    std::mutex m_mutex; // with the two below
    std::condition_variable m_signal;
    Shared m_shared;
    std::thread m_thread;
    bool m_isAway = false; // the recorder's own: said once
};

} // namespace pulse::pipeline
