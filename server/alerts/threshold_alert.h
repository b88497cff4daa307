// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What an alert of a threshold rule is called and says (predecessor §5.2).
#pragma once

#include "model/alert.h"
#include "model/reading.h"
#include "rules/evaluator.h"

namespace pulse::alerts {

struct DeviceName {
    QString tenantId;
    QString siteId;
    QString deviceId;
};

// RULE:{rule_id}:{device_id}
QString thresholdFingerprint(const QString &ruleId, const QString &deviceId);

// The alert that a breach opens; without id. `now`: our clock, created_at.
model::Alert openedBy(const rules::Finding &finding, const DeviceName &device, const model::Reading &reading,
                      Instant now);

// Why an alert closed, for its transition: "temp_c (39.5) cleared > 40".
QString clearedReason(const rules::Finding &finding);

} // namespace pulse::alerts
