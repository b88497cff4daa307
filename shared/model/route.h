// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which alerts go to which integration. Empty lists match everything; every matching route delivers.
#pragma once

#include "base/ids.h"
#include "model/delivery.h"

#include <QList>
#include <QString>
#include <QStringList>
#include <optional>

namespace pulse::model {

struct Route {
    RouteKey key; // inside only
    IntegrationKey integration; // inside only
    TenantKey tenant; // inside only
    QString tenantId;
    QString routeId; // UUID
    QString integrationId;
    QString integrationName;
    QString name;
    bool isEnabled = true;
    std::optional<int> minSeverity;
    QStringList severities; // CRITICAL WARNING INFO, or "1" to "5"
    QStringList alertTypes;
    QStringList siteIds;
    QStringList devicePrefixes;
    QStringList ruleIds; // a rule that is gone stays named: the route does not widen by it
    QList<DeliverOn> deliverOn{DeliverOn::Open};
    int priority = 100;
    Instant createdAt;
    Instant updatedAt;
};

} // namespace pulse::model
