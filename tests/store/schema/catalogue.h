// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What must hold of the schema of any Pulse database, whatever its version, so that one tenant never sees
// another's rows: forced row security and the own-tenant policy on every table with a tenant_key, partitions
// too; foreign keys that carry the tenant; roles that own nothing and bypass nothing; no grants beyond what a
// role is for.
#pragma once

#include "base/result.h"
#include "store/postgres/connection.h"

#include <QStringList>

namespace pulse::test {

// One sentence a violation, in a stable order; empty: all holds.
Result<QStringList> catalogueViolations(store::Connection &connection);

} // namespace pulse::test
