// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalogue.h"

#include "named_statements.h"

namespace pulse::test {

Result<QStringList> catalogueViolations(store::Connection &connection)
{
    QStringList violations;
    for (const char *rule :
         {"row_security", "own_policy", "other_policies", "foreign_keys", "key_locks", "roles", "ownership",
          "partition_grants", "public_grants", "excess_grants", "definer_functions", "views"}) {
        PULSE_TRY(const auto found, answersOf(connection, "catalogue", rule));
        for (const QByteArray &violation : found)
            violations.append(QString::fromUtf8(violation));
    }
    return violations;
}

} // namespace pulse::test
