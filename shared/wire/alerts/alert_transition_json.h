// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What happened to an alert, on the wire: transition_id, event, at, actor, reason, evidence.
#pragma once

#include "base/result.h"
#include "model/alert_change.h"

#include <QJsonObject>

namespace pulse::wire {

QJsonObject toJson(const model::Transition &transition);
Result<model::Transition> transitionFrom(const QJsonObject &json);

} // namespace pulse::wire
