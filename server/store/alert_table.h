// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Alerts as a tenant sees them, newest first.
#pragma once

#include "model/alert.h"
#include "store/scope.h"
#include "wire/page.h"

namespace pulse::store {

enum class AlertsShown {
    Active, // the wire's OPEN: whether acknowledged or not
    Acknowledged, // active and acknowledged
    Closed,
    All,
};

struct AlertFilter {
    AlertsShown shown = AlertsShown::Active;
    std::optional<model::AlertType> type;
    QString deviceId; // empty: every device
};

Result<wire::Page<model::Alert>> listAlerts(const TenantScope &scope, const AlertFilter &filter,
                                            const wire::PageRequest &page);
Result<model::Alert> alertById(const TenantScope &scope, qint64 alertId);

} // namespace pulse::store
