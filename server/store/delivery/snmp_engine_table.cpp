// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/delivery/snmp_engine_table.h"

namespace pulse::store {

namespace {

RowShape<model::EngineBoot> engineBootShape()
{
    return {column("boots", &model::EngineBoot::boots), column("booted_at", &model::EngineBoot::at)};
}

const Query<model::EngineBoot> kEngineBoot{"snmp_engine.one", engineBootShape()};
const Query<model::EngineBoot> kRaiseBoots{"snmp_engine.raise", engineBootShape()};

} // namespace

Result<model::EngineBoot> engineBoot(const SystemScope &scope) { return scope.one(kEngineBoot, {}); }

Result<model::EngineBoot> raiseEngineBoots(const SystemScope &scope) { return scope.one(kRaiseBoots, {}); }

} // namespace pulse::store
