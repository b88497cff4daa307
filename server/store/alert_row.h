// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The columns every statement that shows alerts selects, in their order: sql/queries/alert.sql and feed.sql.
#pragma once

#include "model/alert.h"
#include "store/rows.h"

namespace pulse::store {

model::Alert alertFromRow(RowReader row);

} // namespace pulse::store
