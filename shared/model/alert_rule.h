// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A tenant's rule: when a device, or a metric of it, is an alert.
#pragma once

#include "base/clock.h"
#include "base/ids.h"

#include <QString>
#include <QStringList>
#include <chrono>
#include <optional>

namespace pulse::model {

enum class RuleCondition {
    Threshold, // a metric's value is beyond a bound, for as long as holdFor
    MetricSilent, // a device that speaks leaves out a metric
    DeviceSilent, // nothing is heard from a device
};
enum class Comparison { Gt, Lt, Gte, Lte };

// Fields that do not belong to the condition are empty.

struct AlertRule {
    RuleKey key; // inside only
    TenantKey tenant; // inside only
    QString tenantId;
    QString ruleId; // UUID
    QString name;
    bool isEnabled = true;
    RuleCondition condition = RuleCondition::Threshold;
    QString metricName; // not of DeviceSilent
    Comparison comparison = Comparison::Gt;
    double threshold = 0;
    std::optional<double> clearValue; // an open alert clears on reaching this; none: on leaving the threshold
    std::chrono::seconds holdFor{0}; // how long, in device time, the value must stay beyond the threshold
    std::chrono::seconds silentAfter{0}; // of the silent ones, as is the next
    std::chrono::seconds grace{0};
    int severity = 3;
    QString description;
    QStringList siteIds; // empty: every site
    QStringList devicePrefixes; // empty: every device
    int version = 1; // rises with every change
    Instant createdAt;
    Instant updatedAt;
};

} // namespace pulse::model
