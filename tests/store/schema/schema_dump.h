// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The schema of a database as one deterministic text, read from the catalogue: what sql/schema.sql holds and
// a test compares. Partitions are left out, because they come with time.
#pragma once

#include "base/result.h"
#include "store/postgres/connection.h"

namespace pulse::test {

Result<QByteArray> dumpSchema(store::Connection &connection);

} // namespace pulse::test
