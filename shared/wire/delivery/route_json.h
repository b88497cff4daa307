// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Integration routes on the wire (predecessor §6, §11.1), with every matching term.
#pragma once

#include "base/result.h"
#include "model/route.h"
#include "wire/alerts/alert_rule_json.h" // BodyKind

#include <QJsonObject>

namespace pulse::wire {

QJsonObject toJson(const model::Route &route);
Result<model::Route> routeFrom(const QJsonObject &json);
Result<model::Route> applyBody(model::Route route, const QJsonObject &body, BodyKind kind);

} // namespace pulse::wire
