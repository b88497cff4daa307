// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Codes of errors that quote PostgreSQL. All begin with database_, and no caller is shown their text
// (wire/caller_text).
#pragma once

namespace pulse::store {

inline constexpr auto kDatabaseUnavailable = "database_unavailable"; // try again later
inline constexpr auto kDatabaseDuplicate = "database_duplicate"; // a unique key is taken
inline constexpr auto kDatabaseValue = "database_value"; // a value that the database does not take
// Unavailable: PostgreSQL undid the transaction for the sake of another (deadlock, serialization failure:
// SQLSTATE class 40), so it may be run again as a whole at once.
inline constexpr auto kTransactionConflict = "database_conflict";

} // namespace pulse::store
