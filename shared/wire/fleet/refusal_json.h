// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What was refused of a device, on the wire.
#pragma once

#include "base/result.h"
#include "model/refusal.h"

#include <QJsonObject>

namespace pulse::wire {

// {"tenant_id", "device_id", "refusals": [{"reason", "is_proven", "count", "first_at", "last_at"}],
//  "recent": [{"at", "reason", "is_proven", "msg_type"}]}
QJsonObject toJson(const model::DeviceRefusals &refusals);
// Reasons that this build does not know are left out.
Result<model::DeviceRefusals> deviceRefusalsFrom(const QJsonObject &json);

// {"count", "last_at", "last_reason", "is_proven"}; null: nothing was refused.
QJsonValue refusalSummary(const model::DeviceRefusals &refusals);

} // namespace pulse::wire
