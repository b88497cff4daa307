// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What must have followed from the readings that are stored: a plain second writing of thresholds, timers,
// lateness, device state and routes, which shares no code with the server.
//
// The order. Rules look at one device at a time, and a device's messages reach Pulse in the order they were
// numbered: one connection carries them, in order, and begins again with the first unanswered one. So the
// order of commits (pg_xact_commit_timestamp of the transaction that wrote the row), and within one
// transaction the number, is the order in which they were evaluated. That the numbers rise along the commits
// is not taken for granted: where they do not, that is a difference.
#pragma once

#include "chaos/oracle/stored.h"

#include <map>

namespace pulse::chaos {

struct ExpectedClearing {
    Instant ts;
    QString reason;
    qint64 transaction = 0;
};

struct ExpectedAlert {
    size_t rule = 0;
    Instant openedTs;
    QString summary;
    QJsonObject details;
    qint64 transaction = 0;
    std::optional<ExpectedClearing> clearing;
};

// A rule's value is beyond its threshold, but not for as long as the rule asks.
struct ExpectedTimer {
    Instant since;
    double value = 0;
};

struct ExpectedDevice {
    bool isKnown = false;
    Instant lastSeenAt;
    std::optional<Instant> lastHeartbeatAt;
    std::optional<Instant> lastTelemetryAt;
    std::optional<Instant> lastTs;
    Values values = noValues();
    std::array<Instant, kMetrics.size()> times{}; // device time of each value
    std::vector<ExpectedAlert> alerts; // in the order they opened
    std::map<size_t, ExpectedTimer> timers; // by rule; those that run
};

class Oracle {
public:
    Oracle(const Plant &plant, Differences &differences)
        : m_plant(plant)
        , m_differences(differences)
        , m_devices(plant.devices.size())
    {
    }

    void judge(std::vector<StoredReading> readings);
    const std::vector<ExpectedDevice> &devices() const { return m_devices; }

    // The routes that want an alert's transition ("OPEN", "CLOSED"), as positions in the plant.
    std::vector<size_t> routesOf(size_t device, size_t rule, const QString &event) const;

private:
    void judge(const StoredReading &reading);
    void judge(const StoredReading &reading, size_t rule, double value);
    bool hasLasted(const StoredReading &reading, size_t rule, double value);

    const Plant &m_plant;
    Differences &m_differences;
    std::vector<ExpectedDevice> m_devices;
    std::vector<size_t> m_lastNumbers;
};

} // namespace pulse::chaos
