// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One shared resource: what a greedy participant does to it, and what a neighbour notices. A case is a file
// in this folder, a function in cases.h and a line in fairness_bench.cpp.
//
// Each runs on a server of its own: prepare(), the neighbour alone, begin(), the neighbour beside it, end().
#pragma once

#include "bench/fairness/plain_client.h"
#include "support/process/product.h"

#include <QJsonObject>
#include <atomic>
#include <functional>
#include <memory>
#include <thread>

namespace pulse::bench {

// The server, and two tenants on it with an administrator each.
struct Rig {
    test::Product &product;
    quint16 port = 0; // HTTP
    QByteArray greedyToken;
    QByteArray quietToken;
};

struct Verdict {
    bool isWell = false;
    QString limit; // in words, with figures
};

// What the run showed; memory in MB, times in ms.
struct Shown {
    double aloneP99 = 0;
    double besideP99 = 0;
    int refused = 0; // of the neighbour
    double memoryBefore = 0;
    double memoryPeak = 0;
};

class FairnessCase {
public:
    virtual ~FairnessCase() = default;
    virtual QString name() const = 0;
    virtual QStringList environment() const { return {}; } // of the server: PULSE_…=…
    virtual int descriptorLimit() const { return 0; } // of the server, which it cannot raise; 0: ours
    virtual Result<> prepare(Rig &) { return {}; }
    // The greedy one, at its worst, on threads of its own until end().
    virtual Result<> begin(Rig &rig) = 0;
    virtual void end() = 0;
    // `count` of the neighbour's requests: GETs of its devices unless the case is about something else.
    virtual Latencies neighbour(Rig &rig, int count)
    {
        return measureGets(rig.port, getRequest("/api/v2/devices", rig.quietToken), count);
    }
    virtual Verdict judge(const Shown &shown) const
    {
        return {shown.refused == 0 && shown.besideP99 <= 3 * shown.aloneP99 + 20,
                QStringLiteral("p99 <= 3 x alone + 20 ms")};
    }
    virtual QJsonObject more() const { return {}; } // of what the greedy one met
};

// Threads that do one thing again and again, until stopped.
class Loops {
public:
    ~Loops() { stop(); }
    void start(std::function<void(const std::atomic_bool &isOver)> loop)
    {
        m_threads.emplace_back([this, loop = std::move(loop)] { loop(m_isOver); });
    }
    void stop()
    {
        m_isOver = true;
        for (std::thread &thread : m_threads)
            thread.join();
        m_threads.clear();
    }

private:
    std::atomic_bool m_isOver = false;
    std::vector<std::thread> m_threads;
};

} // namespace pulse::bench
