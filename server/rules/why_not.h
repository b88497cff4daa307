// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Why a rule has no alert for a device: what stands in the way, first what would have to change first.
#pragma once

#include "base/clock.h"
#include "model/alert_rule.h"

#include <QJsonObject>
#include <optional>
#include <vector>

namespace pulse::rules {

// What is known of the rule and the device at one instant.
struct Situation {
    QString deviceId;
    QString siteId;
    bool isActive = true; // neither device revoked nor tenant suspended
    bool isStale = false; // silent for longer than its tenant allows
    std::optional<Instant> lastSeenAt;
    std::optional<Instant> lastTelemetryAt;
    std::optional<Instant> metricHeardAt; // that of METRIC_SILENT; none: not lately, or never
    std::optional<double>
        value; // the metric's last one, a boolean as 0 or 1; none: it never came, or is no number
    std::optional<Instant> pendingSince; // beyond the threshold since then
    std::optional<Instant> lateTs; // the last reading's own time, when it came too late to be evaluated
    std::optional<qint64> openAlert;
    Instant now;
};

struct Obstacle {
    QLatin1StringView code; // ALREADY_OPEN, RULE_DISABLED, SITE_NOT_COVERED …
    QString explanation;
    QJsonObject facts;
};

// In order of weight. Empty: nothing we know of stands in the way; the next reading decides.
std::vector<Obstacle> whyNot(const model::AlertRule &rule, const Situation &situation);

} // namespace pulse::rules
