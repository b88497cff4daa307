// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Where the installed PostgreSQL keeps its programs. Debian holds one folder a major version, outside PATH.
#pragma once

#include "base/result.h"

#include <QString>

namespace pulse::standalone {

struct PostgresPrograms {
    QString folder;
    QString postgres() const { return folder + QStringLiteral("/postgres"); }
    QString initdb() const { return folder + QStringLiteral("/initdb"); }
};

// For a cluster that exists only its own major version will do (`version`, from its PG_VERSION); for a new
// one, empty, the newest. NotFound says what to install.
Result<PostgresPrograms> findPostgres(const QString &version);

} // namespace pulse::standalone
