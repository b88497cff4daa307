// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Brings a database to this build's schema: forward-only, numbered, under an advisory lock, each in its own
// transaction, with checksums recorded. Refuses a database whose applied migrations differ from ours or are
// newer.
//
// Thread safety: none. Requires: a connection as the owner of the schema (not the server's login role).
#pragma once

#include "base/result.h"
#include "store/postgres/connection.h"

namespace pulse::store {

struct MigrationReport {
    QList<QByteArray> applied; // file names, in order
    int version = 0;
};

// `loginRole`, when given, is made a NOINHERIT member of Pulse's roles (it must exist).
Result<MigrationReport> migrate(Connection &connection, const QByteArray &loginRole = {});

// What migrate() would refuse or do, without doing it: Conflict when the database is not at this build's
// version.
Result<> checkSchema(Connection &connection);

} // namespace pulse::store
