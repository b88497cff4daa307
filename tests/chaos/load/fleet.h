// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Devices that speak at random and remember what they said: values that wander about the thresholds, times
// that step back, come late or run ahead, messages that lack a metric. Every message carries its number as a
// metric, so that what was stored can be told from what was said.
//
// Messages without `ts` are not among them: they have no identity, and are promised at least once only.
//
// Thread safety: one thread.
#pragma once

#include "base/clock.h"
#include "chaos/load/plant.h"

#include <random>

namespace pulse::chaos {

struct SentMessage {
    Instant ts;
    char kind = 'T'; // as stored: T telemetry, H heartbeat
    Values values = noValues();
    bool isAccepted = false; // the broker answered
    std::chrono::steady_clock::time_point spokenAt{};
    std::chrono::steady_clock::time_point acceptedAt{};
};

// From when another client took the server's session until the server had subscribed again: what the broker
// accepted meanwhile may be lost.
struct TheftWindow {
    std::chrono::steady_clock::time_point from;
    std::chrono::steady_clock::time_point to;
};

// A message on its way. Messages of a device count from 1.
struct Parcel {
    size_t device = 0;
    size_t number = 0;
    QByteArray topic;
    QByteArray payload;
};

class Fleet {
public:
    Fleet(const Plant &plant, quint64 seed);

    Parcel speak(); // any device but the last one
    Parcel speakLast();
    void accepted(const Parcel &parcel, bool hadSubscriber);

    void noteTheft(const TheftWindow &window) { m_thefts.push_back(window); }
    bool isExcused(const SentMessage &message) const; // it was on its way in such a window

    // By device, in order; the first is number 1.
    const std::vector<std::vector<SentMessage>> &sent() const { return m_sent; }
    qint64 acceptedCount() const { return m_acceptedCount; }
    // Of these: the broker said that nobody subscribes, so it did not keep them (§3.4.2.1, 0x10).
    qint64 unheardCount() const { return m_unheardCount; }

private:
    Parcel speakAs(size_t device);
    Instant pickTime();
    void wander(Values &values);
    Values pickValues(size_t device);
    double step(double most);
    bool chance(double probability);

    const Plant &m_plant;
    std::mt19937_64 m_random;
    std::vector<Values> m_now; // of each device
    std::vector<std::vector<SentMessage>> m_sent;
    std::vector<TheftWindow> m_thefts;
    qint64 m_acceptedCount = 0;
    qint64 m_unheardCount = 0;
};

} // namespace pulse::chaos
