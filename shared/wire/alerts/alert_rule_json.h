// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Alert rules on the wire (predecessor §8.6, §11.1), with conditions of several kinds. A body without
// `condition` is a THRESHOLD rule.
#pragma once

#include "base/result.h"
#include "model/alert_rule.h"

#include <QJsonObject>

namespace pulse::wire {

QJsonObject toJson(const model::AlertRule &rule);
Result<model::AlertRule> alertRuleFrom(const QJsonObject &json);

// Applies a POST or PATCH body to `rule` and validates the result; the error names the field.
enum class BodyKind { Create, Change };
Result<model::AlertRule> applyBody(model::AlertRule rule, const QJsonObject &body, BodyKind kind);

} // namespace pulse::wire
