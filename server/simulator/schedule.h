// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// When each device speaks and when it is cut off. Times count from the fleet's start.
#pragma once

#include "simulator/payload.h"

#include <chrono>
#include <queue>
#include <tuple>
#include <vector>

namespace pulse::simulator {

using Elapsed = std::chrono::microseconds;

struct Periods {
    Elapsed heartbeat = std::chrono::seconds{5};
    Elapsed telemetry = std::chrono::seconds{10};
};

// Both periods by the same factor, so that `devices` devices say `messagesPerSecond` together.
Periods scaledToRate(Periods periods, size_t devices, double messagesPerSecond);

// 0 to 1, evenly spread over however many devices there are (the golden ratio's multiples).
double spread(size_t device);

struct OutagePlan {
    Elapsed period = std::chrono::seconds{60}; // 0: never
    Elapsed duration = std::chrono::seconds{20}; // at the beginning of each period
    bool isTogether = false; // the whole fleet at once; else each device shifted by spread()
};

bool isCutOff(const OutagePlan &plan, size_t device, Elapsed elapsed);

struct Due {
    Elapsed at{0};
    size_t device = 0;
    MessageType type = MessageType::Heartbeat;
    friend bool operator>(const Due &left, const Due &right)
    {
        return std::tie(left.at, left.device, left.type) > std::tie(right.at, right.device, right.type);
    }
};

// Invariants: what is due comes in order of time; each device's messages of a type are exactly a period
// apart, except where whole periods were skipped because their owner was more than kPatience late.
class Schedule {
public:
    static constexpr Elapsed kPatience = std::chrono::seconds{1};

    Schedule(size_t devices, Periods periods);

    std::vector<Due> take(Elapsed elapsed);
    quint64 skipped() const { return m_skipped; }

private:
    Elapsed periodOf(MessageType type) const
    {
        return type == MessageType::Heartbeat ? m_periods.heartbeat : m_periods.telemetry;
    }

    Periods m_periods;
    std::priority_queue<Due, std::vector<Due>, std::greater<>> m_queue;
    quint64 m_skipped = 0;
};

} // namespace pulse::simulator
