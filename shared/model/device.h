// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A device as the outside sees it: who it is, and what we last heard from it.
#pragma once

#include "base/clock.h"

#include <QJsonObject>
#include <QString>
#include <optional>

namespace pulse::model {

enum class DeviceStatus {
    Online,
    Stale, // silent for longer than the tenant's HEARTBEAT_STALE_SECONDS, or never seen
    Revoked,
};

// A device whose own times are behind ours.
struct SlowClock {
    std::chrono::microseconds behind{0}; // how long after its own time its newest reading came
    std::optional<Instant> lateSince; // since then no rule looks at its readings; none: rules go by its times
};

// Why a device is not ONLINE.
enum class StatusReason {
    Silent, // for longer than the tenant's HEARTBEAT_STALE_SECONDS
    Offline, // it said so itself, or its last will did
    NeverSeen,
    Revoked,
};

struct Device {
    QString tenantId;
    QString deviceId;
    QString siteId;
    QString name; // for people; empty: none, as is the next
    QString description;
    QJsonObject labels; // key -> text; names.h says what they may be
    DeviceStatus status = DeviceStatus::Stale;
    std::optional<StatusReason> statusReason; // none: ONLINE
    std::optional<Instant> lastSeenAt; // our receive times
    std::optional<Instant> lastHeartbeatAt;
    std::optional<Instant> lastTelemetryAt;
    std::optional<Instant> lastStateChangeAt;
    std::optional<SlowClock> clock; // none: as far as we know it is right
    QJsonObject state; // latest value of each metric, by name
};

} // namespace pulse::model
