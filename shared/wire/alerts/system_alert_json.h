// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// System alerts on the wire. A kind that the reader does not know reads as Other, so that an older console
// still shows its summary.
#pragma once

#include "model/system_alert.h"
#include "wire/core/noun.h"

namespace pulse::wire {

const Noun<model::SystemAlert> &systemAlertNoun();
inline QJsonObject toJson(const model::SystemAlert &alert) { return systemAlertNoun().json(alert); }
Result<model::SystemAlert> systemAlertFrom(const QJsonObject &json);

} // namespace pulse::wire
