// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the database knows of one tenant that ingest needs in memory: the store reads it, the registry takes
// it in.
#pragma once

#include "base/clock.h"
#include "base/ids.h"
#include "model/alert.h"
#include "model/alert_rule.h"
#include "model/device.h"
#include "model/reading.h"
#include "model/reading_layout.h"
#include "model/route.h"
#include "model/settings.h"

#include <QByteArray>
#include <QStringList>
#include <array>
#include <optional>
#include <vector>

namespace pulse::model {

using TokenHash = std::array<std::uint8_t, 32>; // SHA-256

// What we last heard from a device, as of the last commit.
struct DeviceState {
    bool isKnown = false; // false: no row yet
    DeviceStatus status = DeviceStatus::Stale; // Online or Stale
    Instant lastSeenAt;
    std::optional<Instant> lastHeartbeatAt;
    std::optional<Instant> lastTelemetryAt;
    Instant lastStateChangeAt;
    std::optional<Instant> lastTs; // device time of the last evaluated reading
    std::vector<MetricValue> values; // the latest of each metric, sorted by metric
};

struct HeardMetric {
    MetricKey metric;
    Instant at; // our receive time
};

// An alert that is active: what the rules need of it.
struct ActiveAlert {
    AlertId alert;
    RuleKey rule; // invalid: none, the tenant's own heartbeat
    AlertType type = AlertType::Threshold;
    MetricKey metric = {}; // that it is about; invalid: it is about the device
};

// A rule whose value is beyond its threshold, but not yet for as long as its holdFor.
struct PendingRule {
    RuleKey rule;
    Instant since; // effective device time of the reading that began it
    double value = 0; // of that reading
    int ruleVersion = 1; // of another version: says nothing
    bool operator==(const PendingRule &) const = default;
};

struct RegisteredDevice {
    DeviceKey key;
    QByteArray deviceId;
    QByteArray siteId;
    bool isActive = true; // not revoked
    std::optional<TokenHash> tokenHash;
    DeviceState state;
    std::vector<ActiveAlert> alerts;
    std::vector<PendingRule> pending;
};

struct TenantVersions {
    TenantKey key;
    QByteArray tenantId;
    bool isActive = true; // not suspended
    qint64 registry = 0;
    qint64 config = 0;
};

struct MetricName {
    MetricKey key;
    QByteArray name;
    DeviceKey introducedBy = {}; // invalid: before anybody noted it
    std::chrono::sys_days lastUsed = {}; // our receive time
};

// Rules, routes, settings: what `TenantVersions::config` counts.
struct TenantConfig {
    TenantSettings settings;
    QStringList unreadableSettings; // KEY=value of rows that say nothing, and were passed over
    std::vector<AlertRule> rules; // enabled ones
    std::vector<RuleKey> disabledRules;
    std::vector<Route> routes; // enabled ones of enabled integrations, by priority
};

} // namespace pulse::model
