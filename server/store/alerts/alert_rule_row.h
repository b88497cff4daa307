// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A row of sql/queries that names an alert rule's columns in the order of alert_rule.one.
#pragma once

#include "model/alert_rule.h"
#include "store/postgres/rows.h"

namespace pulse::store {

model::AlertRule alertRuleFromRow(RowReader row);

} // namespace pulse::store
