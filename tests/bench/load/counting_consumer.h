// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The least a subscriber can do: reads everything the broker sends through its Unix socket, counts, and
// acknowledges all of one read in one write. What it reaches is the broker's limit.
//
// Thread safety: start() and stop() by the owner; count() from any thread.
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QString>
#include <atomic>
#include <thread>

namespace pulse::bench {

struct ConsumerConfig {
    QString socketPath = {};
    QByteArray clientId = {};
    QByteArray user = {};
    QByteArray password = {};
    QByteArray filter = {};
    quint16 receiveMaximum = 5'000;
};

class CountingConsumer {
public:
    explicit CountingConsumer(ConsumerConfig config)
        : m_config(std::move(config))
    {
    }
    ~CountingConsumer();

    Result<> start(); // returns when the subscription exists
    void stop();

    quint64 count() const { return m_count; } // acknowledged

private:
    void run();
    bool exchange(const QByteArray &bytes, char expected) const;

    const ConsumerConfig m_config;
    int m_descriptor = -1;
    std::atomic<quint64> m_count{0};
    std::atomic<bool> m_isStopping{false};
    std::thread m_thread;
};

} // namespace pulse::bench
