// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Alerts as a tenant sees its own, and operators everybody's, newest first.
#pragma once

#include "model/alert.h"
#include "model/page.h"
#include "store/tenancy/scope.h"

namespace pulse::store {

RowShape<model::Alert> alertFacts(); // {alert.facts}
RowShape<model::Alert> alertShape(); // {alert.columns}

enum class AlertsShown {
    Active, // the wire's OPEN: whether acknowledged or not
    Acknowledged, // active and acknowledged
    Closed,
    Returned, // closed, and nobody has acknowledged it
    All,
};

struct AlertFilter {
    AlertsShown shown = AlertsShown::Active;
    std::optional<model::AlertType> type;
    QString deviceId; // empty: every device
    QString siteId; // empty: every site
    std::optional<int> minSeverity;
    std::optional<bool> isShelved;
    QString tenantId; // of operators; empty: every tenant
};

Result<model::Page<model::Alert>> listAlerts(const TenantScope &scope, const AlertFilter &filter,
                                             const model::PageRequest &page);
Result<model::Page<model::Alert>> listAlerts(const OperatorScope &scope, const AlertFilter &filter,
                                             const model::PageRequest &page);
Result<model::Alert> alertById(const TenantScope &scope, qint64 alertId);

} // namespace pulse::store
