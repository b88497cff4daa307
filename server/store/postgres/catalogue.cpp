// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/postgres/catalogue.h"

namespace pulse::store {

Result<QStringList> catalogueViolations(Connection &connection)
{
    QStringList violations;
    for (const char *rule : {"catalogue.row_security", "catalogue.own_policy", "catalogue.other_policies",
                             "catalogue.foreign_keys", "catalogue.key_locks", "catalogue.roles",
                             "catalogue.ownership", "catalogue.partition_grants", "catalogue.public_grants",
                             "catalogue.excess_grants", "catalogue.definer_functions", "catalogue.views"}) {
        PULSE_TRY(const Rows rows, connection.query(rule));
        PULSE_TRY(const auto found, rows.values<QString>());
        for (const QString &violation : found)
            violations.append(violation);
    }
    return violations;
}

} // namespace pulse::store
