// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Alert rules on the wire (predecessor §11.1, with silence). What does not belong to a rule's condition is
// null in answers and refused in bodies.
#pragma once

#include "model/alert_rule.h"
#include "wire/core/noun.h"

namespace pulse::wire {

const Noun<model::AlertRule> &alertRuleNoun();
inline QJsonObject toJson(const model::AlertRule &rule) { return alertRuleNoun().json(rule); }
Result<model::AlertRule> alertRuleFrom(const QJsonObject &json);

// Applies a POST or PATCH body to `rule` and validates the result; the error names the field.
Result<model::AlertRule> applyBody(model::AlertRule rule, const QJsonObject &body, BodyKind kind);

} // namespace pulse::wire
