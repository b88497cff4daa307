// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Statements that only these tests ask, in .sql files beside them, in the form of sql/queries.
#pragma once

#include "store/postgres/connection.h"

namespace pulse::test {

// What the statement of <noun>.sql answers in its only column, in order.
Result<std::vector<QByteArray>> answersOf(store::Connection &connection, const char *noun, const char *name);

} // namespace pulse::test
