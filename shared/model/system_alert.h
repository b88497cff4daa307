// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What an operator must know about Pulse itself. One is open per tenant, kind and subject; it is updated
// while it lasts, and cleared by itself.
#pragma once

#include "base/clock.h"
#include "model/alert.h"

#include <QJsonObject>
#include <QString>
#include <optional>

namespace pulse::model {

enum class SystemAlertKind {
    SessionLost, // the broker forgot what it had queued for us: data loss
    SessionTaken, // another client had our client id at the broker: data loss
    SessionUnprotected, // any account of the broker can have our client id
    IngestDeaf, // connected, and the broker handed nothing over: data loss, where the subscription was gone
    BrokerDropping, // the broker's queue was full; it dropped, and acknowledged
    BrokerQueueHalf, // the broker's queue is beyond half of its bound
    IngestBlind, // what devices send does not reach the store: broker, link or store away, or too far behind
    IngestStopped, // ingest gave up: a bug or a wrong setup
    IntegrationFailing, // a tenant's receiver has taken nothing for long; subject: integration_id
    AlertsDeferred, // a tenant's rules change more alerts than it may; they open and close late
    MetricsFull, // metrics are dropped, at the bound of a device (subject: device_id) or of its tenant
    ClockDrift, // the server's clock is off by more than a second
    ProviderAway, // the keys of an OpenID provider cannot be read
    Other, // read from a server that is newer than we are; its summary says what it is
};

struct SystemAlert {
    qint64 systemAlertId = 0;
    QString tenantId; // empty: the whole installation
    SystemAlertKind kind = SystemAlertKind::Other;
    QString subject; // what it is about, where there may be several; empty: Pulse
    int severity = 3;
    QString summary;
    QJsonObject details;
    Instant raisedAt;
    Instant updatedAt;
    std::optional<Instant> clearedAt;
    std::optional<Instant> acknowledgedAt;
    QString acknowledgedBy;

    AlertStatus status() const
    {
        return clearedAt     ? AlertStatus::Closed
            : acknowledgedAt ? AlertStatus::Acknowledged
                             : AlertStatus::Open;
    }
};

} // namespace pulse::model
