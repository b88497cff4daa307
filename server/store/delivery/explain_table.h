// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a tenant is told when it asks why: the deliveries of an alert, and how a rule stands to a device.
#pragma once

#include "model/alert_rule.h"
#include "model/delivery.h"
#include "store/tenancy/scope.h"

#include <QJsonObject>
#include <QList>

namespace pulse::store {

struct TriedDelivery {
    model::Delivery delivery;
    QList<model::DeliveryAttempt> attempts; // oldest first
};
// Oldest first; the newest thousand.
Result<QList<TriedDelivery>> deliveriesOf(const TenantScope &scope, qint64 alertId);

struct RuleSituation {
    QString siteId;
    bool isActive = true; // neither device nor tenant is barred
    bool isStale = false;
    std::optional<Instant> lastSeenAt;
    std::optional<Instant> lastTelemetryAt;
    QJsonObject values; // the latest of each metric, by name
    std::optional<Instant> pendingSince;
    std::optional<Instant> lateTs; // the last telemetry's own time, when it came too late
    std::optional<qint64> openAlert;
    std::optional<Instant>
        metricHeardAt; // of a rule about a silent metric; none: not among the newest thousand readings
};
// NotFound: the tenant has no such device.
Result<RuleSituation> situationOf(const TenantScope &scope, const model::AlertRule &rule,
                                  const QString &deviceId);

} // namespace pulse::store
