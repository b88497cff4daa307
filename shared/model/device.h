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
    DeviceStatus status = DeviceStatus::Stale;
    std::optional<StatusReason> statusReason; // none: ONLINE
    std::optional<Instant> lastSeenAt; // our receive times
    std::optional<Instant> lastHeartbeatAt;
    std::optional<Instant> lastTelemetryAt;
    std::optional<Instant> lastStateChangeAt;
    QJsonObject state; // latest value of each metric, by name
};

} // namespace pulse::model
