// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the database holds after the chaos, as values; keys of devices, rules and routes become positions in
// the plant.
#pragma once

#include "base/clock.h"
#include "chaos/load/plant.h"
#include "chaos/oracle/differences.h"

#include <QJsonObject>

namespace pulse::chaos {

struct StoredReading {
    size_t device = 0;
    size_t number = 0; // of the message
    Instant ts;
    Instant receivedAt;
    char kind = 'T';
    bool isLate = false;
    Values values = noValues();
    qint64 transaction = 0;
    Instant committedAt; // of that transaction: the order of commits
};

struct StoredAlert {
    qint64 id = 0;
    size_t device = 0;
    size_t rule = 0;
    qint64 tenantKey = 0;
    QString type;
    QString fingerprint;
    int severity = 0;
    double confidence = 0;
    QString summary;
    QJsonObject details;
    Instant createdAt;
    Instant openedTs;
    std::optional<Instant> clearedAt;
    std::optional<Instant> clearedTs;
    bool isTouched = false; // acknowledged or shelved, which nobody did
};

struct StoredTransition {
    qint64 id = 0;
    qint64 alert = 0;
    QString event;
    Instant at;
    QString actor;
    QString reason;
    qint64 transaction = 0;
};

struct StoredJob {
    qint64 transition = 0;
    qint64 alert = 0;
    size_t route = 0;
    qint64 integration = 0;
    QString event;
    QJsonObject payload;
};

struct StoredState {
    size_t device = 0;
    QString status;
    Instant lastSeenAt;
    std::optional<Instant> lastHeartbeatAt;
    std::optional<Instant> lastTelemetryAt;
    std::optional<Instant> lastTs;
    Values values = noValues();
};

struct StoredTimer {
    size_t device = 0;
    size_t rule = 0;
    Instant since;
    double value = 0;
};

struct Stored {
    std::vector<StoredReading> readings; // as they come
    std::vector<StoredAlert> alerts; // oldest first, and the two below
    std::vector<StoredTransition> transitions;
    std::vector<StoredJob> jobs;
    std::vector<StoredState> states;
    std::vector<StoredTimer> timers;
};

// Rows of devices, rules, routes or metrics that are not the plant's are differences.
Result<Stored> readStored(const Plant &plant, store::Connection &owner, Differences &differences);

} // namespace pulse::chaos
