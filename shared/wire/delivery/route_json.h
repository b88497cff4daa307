// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Routes on the wire (predecessor §11.1).
#pragma once

#include "model/route.h"
#include "wire/core/noun.h"

namespace pulse::wire {

const Noun<model::Route> &routeNoun();
inline QJsonObject toJson(const model::Route &route) { return routeNoun().json(route); }
inline Result<model::Route> routeFrom(const QJsonObject &json) { return routeNoun().read(json); }

// Applies a POST or PATCH body to `route` and validates the result; the error names the field.
Result<model::Route> applyBody(model::Route route, const QJsonObject &body, BodyKind kind);

} // namespace pulse::wire
