// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// An alert is three independent facts: condition (active until clearedAt), acknowledgement, suppression.
// The wire's status is derived from the first two.
#pragma once

#include "base/clock.h"

#include <QJsonObject>
#include <QString>
#include <optional>

namespace pulse::model {

enum class AlertType { Threshold, NoHeartbeat, MetricSilent };
enum class AlertStatus { Open, Acknowledged, Closed };
enum class AlertEvent { Opened, Cleared, Acknowledged, Unacknowledged, Shelved, Unshelved, Commented };

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
    Instant createdAt;
    Instant updatedAt;
    std::optional<Instant> clearedAt;
    std::optional<Instant> acknowledgedAt;
    QString acknowledgedBy;
    std::optional<Instant> shelvedUntil;

    AlertStatus status() const
    {
        return clearedAt     ? AlertStatus::Closed
            : acknowledgedAt ? AlertStatus::Acknowledged
                             : AlertStatus::Open;
    }
};

} // namespace pulse::model
