// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a transition keeps of what caused it: the reading, its value, the rule as it was, its timers.
#pragma once

#include "model/reading.h"
#include "rules/evaluator.h"

#include <QJsonObject>

namespace pulse::alerts {

// The rule's condition with the fields that belong to it: condition, operator, threshold, clear_value,
// for_seconds, silent_seconds, grace_seconds.
QJsonObject conditionJson(const model::AlertRule &rule);

// Of what opens or clears an alert by a reading: reading_at, received_at, metric_name, value, rule_version,
// condition, and pending_since where the breach had to last.
QJsonObject evidenceOf(const rules::Finding &finding, const model::Reading &reading);

} // namespace pulse::alerts
