// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Alerts on the wire (predecessor §11.2, with the shelf and the device times).
#pragma once

#include "model/alert.h"
#include "wire/core/noun.h"

namespace pulse::wire {

const Noun<model::Alert> &alertNoun();
inline QJsonObject toJson(const model::Alert &alert) { return alertNoun().json(alert); }
Result<model::Alert> alertFrom(const QJsonObject &json);

} // namespace pulse::wire
