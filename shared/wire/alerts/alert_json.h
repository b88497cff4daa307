// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Alerts on the wire: the predecessor's keys, details as an object, and the three facts.
#pragma once

#include "base/result.h"
#include "model/alert.h"

#include <QJsonObject>

namespace pulse::wire {

QJsonObject toJson(const model::Alert &alert);
Result<model::Alert> alertFrom(const QJsonObject &json);

} // namespace pulse::wire
