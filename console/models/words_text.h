// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Enums as people read them, translated.
#pragma once

#include "model/alert.h"
#include "model/delivery.h"
#include "model/device.h"
#include "model/quarantine.h"
#include "models/list/tone.h"

namespace pulse::models {

QString text(model::DeviceStatus status);
QString text(model::StatusReason reason); // as a continuation: "Stale: said it is offline"
QString text(model::RejectReason reason);
QString text(model::AlertStatus status);
QString text(model::AlertType type);
QString text(model::AlertEvent event);
QString text(model::JobStatus status);
QString text(model::DeliverOn event);
QString actorText(const QString &actor); // "ada", "the rule", "Pulse"
QString severityText(int severity); // "Critical", "Warning", "Info"

Tone toneOf(model::DeviceStatus status);
Tone toneOf(model::AlertStatus status);
Tone toneOf(model::JobStatus status);
Tone severityTone(int severity);

} // namespace pulse::models
