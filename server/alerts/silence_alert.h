// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What an alert about silence is called and says: of a device (predecessor §5.2), of a device or a metric by
// a rule.
#pragma once

#include "alerts/threshold_alert.h"
#include "model/refusal.h"
#include "rules/silence.h"

namespace pulse::alerts {

constexpr int kHeartbeatSeverity = 4; // of the tenant's own heartbeat; a rule has its own

// NO_HEARTBEAT:{device_id}
QString heartbeatFingerprint(const QString &deviceId);

// The alert that silence opens; without id. `now`: our clock, created_at.
model::Alert openedBy(const rules::SilenceFinding &finding, const DeviceName &device,
                      const model::DeviceState &state, Instant now);
// That a device which is not heard, or was heard last by it, has its messages refused.
void addRefusal(const model::Refusal &refusal, model::Alert &alert);

QJsonObject silenceEvidence(const rules::SilenceFinding &finding, const model::DeviceState &state);

// A reading that ended a silence. `rule`: none for the tenant's own heartbeat.
struct Heard {
    const model::AlertRule *rule = nullptr;
    const model::Reading &reading;
    Instant lastSeenAt; // before it
};
QString heardReason(const Heard &heard); // "temp_c heard again"
QJsonObject heardEvidence(const Heard &heard);

} // namespace pulse::alerts
