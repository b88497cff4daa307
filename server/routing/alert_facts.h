// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What routing needs to know of an alert at one of its transitions, as plain values.
#pragma once

#include "base/clock.h"
#include "base/ids.h"
#include "model/alert.h"

#include <QJsonObject>
#include <QString>
#include <optional>

namespace pulse::routing {

struct AlertFacts {
    TenantKey tenant; // a route of another tenant never matches; invalid: none does
    qint64 alertId = 0;
    QString tenantId;
    QString siteId;
    QString deviceId;
    model::AlertType type = model::AlertType::Threshold;
    QString ruleId; // empty: no rule of the tenant opened it
    int severity = 3;
    double confidence = 1.0;
    QString summary;
    QJsonObject details;
    Instant createdAt;
    std::optional<Instant> clearedAt;
};

inline AlertFacts factsOf(TenantKey tenant, const model::Alert &alert)
{
    return {tenant,
            alert.alertId,
            alert.tenantId,
            alert.siteId,
            alert.deviceId,
            alert.type,
            alert.details.value(QStringLiteral("rule_id")).toString(),
            alert.severity,
            alert.confidence,
            alert.summary,
            alert.details,
            alert.createdAt,
            alert.clearedAt};
}

} // namespace pulse::routing
