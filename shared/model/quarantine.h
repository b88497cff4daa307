// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Why a message was refused. Words of the predecessor's §4.2, and the codes that came with Pulse.
// Retired, because nothing can cause them any more: INGEST_EXCEPTION:<ExceptionClass>.
#pragma once

#include "base/clock.h"

#include <QString>
#include <optional>

namespace pulse::model {

enum class RejectReason {
    PayloadTooLarge,
    BadTopicFormat,
    BadJson,
    UnknownMessageType,
    TenantMismatch,
    MissingSiteId,
    UnregisteredDevice,
    DeviceRevoked,
    SiteMismatch,
    TokenNotSet,
    TokenMissing,
    TokenInvalid,
    RateLimited,
    BadTimestamp,
    TooOld,
    UnsupportedMetric, // that metric only; the good ones of the message are kept
    TooManyMetrics,
    StoreRejected,
    BadStatus, // on the `status` topic, and neither online nor offline
    RetainedReplay, // what a broker keeps of a topic, not what a device says now
};

struct QuarantineEvent {
    Instant ingestedAt;
    QString tenantId; // as the topic said them; may be empty
    QString siteId;
    QString deviceId;
    QString msgType;
    RejectReason reason = RejectReason::BadJson;
};

struct QuarantineCount {
    RejectReason reason = RejectReason::BadJson;
    qint64 count = 0;
};

} // namespace pulse::model
