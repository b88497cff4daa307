// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The columns every statement that shows alerts selects, in their order: sql/queries/alert.sql and feed.sql.
#pragma once

#include "model/alert.h"
#include "store/postgres/rows.h"

namespace pulse::store {

// The four columns of a shelf: shelved_until, shelve_reason, shelved_by, shelve_is_one_shot.
std::optional<model::Shelf> shelfFromRow(RowReader &row);
model::Alert alertFromRow(RowReader row);

} // namespace pulse::store
