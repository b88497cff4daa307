// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Preparing a PostgreSQL that is ours alone: the database and the server's login role. As the owner of the
// cluster.
#pragma once

#include "base/result.h"
#include "store/postgres/connection.h"

namespace pulse::store {

// Requires: a connection to the maintenance database (postgres). Makes what is missing; sets the role's
// password.
Result<> prepareInstallation(Connection &connection, const QByteArray &database, const QByteArray &loginRole,
                             const QByteArray &password);

// What `serve` refuses to run on: fsync = off would make a lie of every acknowledgement.
Result<> checkDurability(Connection &connection);

} // namespace pulse::store
