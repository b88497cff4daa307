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

// Late readings of a device, one after another and none older than the one before: the first of them, and
// where they are now.
struct LateRun {
    Instant receivedAt;
    Instant ts;
    Instant lastTs;
    int count = 1;
};

// What a device's own times say of its clock (rules/device_clock).
struct DeviceClock {
    // How long after its own time its newest reading came, when that is more than LATE_AFTER_SECONDS.
    std::optional<std::chrono::microseconds> behind;
    std::optional<Instant> lateSince; // its readings come late, and are not judged, since then
    std::optional<LateRun> run; // not stored: a server that starts, or takes over, sees it from its beginning
};

// The latest value of a metric.
struct LatestValue {
    MetricCode code;
    double value = 0; // booleans are 0 and 1
    Instant ts = {}; // the device's time
};

// A device's own word that it is gone: a last will, or a goodbye.
struct Offline {
    Instant at; // our receive time
    QString reason; // the device's; may be empty

    bool operator==(const Offline &) const = default;
};

// What a device's `online` messages say of its connections, since it was last not ONLINE. Not stored: a
// server that takes over knows of none.
struct SaidConnections {
    int open = 0; // begun, and not yet said to have ended
    QByteArray newest; // the session that the last one named; empty: none
    std::optional<Instant> newestTs; // its `ts`
};

// What we last heard from a device, as of the last commit.
struct DeviceState {
    bool isKnown = false; // false: no row yet
    DeviceStatus status = DeviceStatus::Stale; // Online or Stale
    Instant lastSeenAt;
    std::optional<Instant> lastHeartbeatAt;
    std::optional<Instant> lastTelemetryAt;
    Instant lastStateChangeAt;
    std::optional<Instant> lastTs; // device time of the last evaluated reading that said one
    DeviceClock clock;
    std::vector<LatestValue> values; // of each metric the newest by device time, sorted by metric
    std::optional<Offline> offline; // until it is heard again
    SaidConnections connections;
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

// What the rules found in a device's values, and nobody could act on within the tenant's budget of changes of
// alerts: to be judged again by the latest values.
struct OwedJudgement {
    std::vector<MetricKey> metrics; // sorted
    bool restartsTimers = true; // one that was not acted on may have ended a timer
    bool hears = false; // silence alerts of the device are to be closed
    bool operator==(const OwedJudgement &) const = default;
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
    std::optional<OwedJudgement> owed;
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
