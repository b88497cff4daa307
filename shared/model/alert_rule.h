// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A tenant's rule: when a metric of a device is an alert.
#pragma once

#include "base/clock.h"
#include "base/ids.h"

#include <QString>
#include <QStringList>
#include <optional>

namespace pulse::model {

enum class Comparison { Gt, Lt, Gte, Lte };

struct AlertRule {
    RuleKey key; // inside only
    TenantKey tenant; // inside only
    QString tenantId;
    QString ruleId; // UUID
    QString name;
    bool isEnabled = true;
    QString metricName;
    Comparison comparison = Comparison::Gt;
    double threshold = 0;
    std::optional<double> clearValue; // an open alert clears on reaching this; none: on leaving the threshold
    int severity = 3;
    QString description;
    QStringList siteIds; // empty: every site
    int version = 1; // rises with every change
    Instant createdAt;
    Instant updatedAt;
};

} // namespace pulse::model
