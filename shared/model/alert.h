// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// An alert is three independent facts: condition (active until clearedAt), acknowledgement, suppression (the
// shelf). The wire's status is derived from the first two; server/alerts/lifecycle says how they change.
#pragma once

#include "base/clock.h"

#include <QJsonObject>
#include <QString>
#include <optional>

namespace pulse::model {

enum class AlertType { Threshold, NoHeartbeat, MetricSilent };
enum class AlertStatus { Open, Acknowledged, Closed };
enum class AlertEvent { Opened, Cleared, Acknowledged, Unacknowledged, Shelved, Unshelved, Commented };

// Suppression: routes are not told that the alert is open until the shelf ends, and it always does.
struct Shelf {
    Instant until;
    QString reason; // never empty
    QString by; // never empty
    bool isOneShot = false; // ends when the alert clears; else the next alert of the fingerprint inherits it

    bool operator==(const Shelf &) const = default;
};

struct Alert {
    qint64 alertId = 0;
    QString tenantId;
    QString deviceId;
    QString siteId;
    AlertType type = AlertType::Threshold;
    QString fingerprint; // RULE:{rule_id}:{device_id}, NO_HEARTBEAT:{device_id}
    int severity = 3;
    double confidence = 1.0;
    QString summary;
    QJsonObject details;
    Instant createdAt; // our clock, as everything below but the two device times
    Instant updatedAt;
    std::optional<Instant> clearedAt;
    Instant openedTs; // device time: of the reading that opened it; of silence, its deadline
    std::optional<Instant> clearedTs; // device time of the reading that cleared it; none: no reading did
    std::optional<Instant> acknowledgedAt;
    QString acknowledgedBy;
    std::optional<Shelf> shelf;
    bool isAnnounced = true; // routes were told that it is open; not while it was shelved from its opening

    AlertStatus status() const
    {
        return clearedAt     ? AlertStatus::Closed
            : acknowledgedAt ? AlertStatus::Acknowledged
                             : AlertStatus::Open;
    }
};

} // namespace pulse::model
