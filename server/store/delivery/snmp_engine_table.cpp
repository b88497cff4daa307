// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/delivery/snmp_engine_table.h"

namespace pulse::store {

namespace {

model::EngineBoot bootFrom(const Rows &rows)
{
    RowReader row = rows.first();
    const int boots = static_cast<int>(row.integer());
    return {boots, row.instant()};
}

} // namespace

Result<model::EngineBoot> engineBoot(const SystemScope &scope)
{
    PULSE_TRY(const Rows rows, scope.query("snmp_engine.one"));
    return bootFrom(rows);
}

Result<model::EngineBoot> raiseEngineBoots(const SystemScope &scope)
{
    PULSE_TRY(const Rows rows, scope.query("snmp_engine.raise"));
    return bootFrom(rows);
}

} // namespace pulse::store
