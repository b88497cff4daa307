// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A delivery job: one transition of one alert on its way along one route. And every attempt at it.
#pragma once

#include "base/clock.h"
#include "base/ids.h"

#include <QString>
#include <optional>

namespace pulse::model {

enum class DeliverOn { Open, Closed, Acknowledged };
enum class JobStatus { Pending, Processing, Completed, Failed };

// As its tenant sees it.
struct Delivery {
    qint64 jobId = 0;
    qint64 alertId = 0;
    TransitionId transition;
    RouteKey route;
    DeliverOn event = DeliverOn::Open;
    JobStatus status = JobStatus::Pending;
    int attempts = 0;
    std::optional<Instant> nextAttemptAt; // of a pending one
    QString lastError; // as of an attempt
    QString integrationId; // of these three: empty when it was deleted
    QString integrationName;
    QString routeId;
    Instant createdAt;
    Instant updatedAt;
};

struct DeliveryAttempt {
    qint64 jobId = 0;
    int attemptNo = 0;
    bool isOk = false;
    std::optional<int> httpStatus;
    int latencyMs = 0;
    QString error; // a code, then detail; never a secret
    QString address; // what was dialled
    QString tls; // "TLSv1.3"; empty: none, or not reached
    QString reply; // its first bytes, redacted
    Instant startedAt;
    Instant finishedAt;
};

} // namespace pulse::model
