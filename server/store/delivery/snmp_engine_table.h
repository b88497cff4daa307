// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// snmpEngineBoots and the time that it rose, one row for the installation: all servers send with the same two
// numbers, and a receiver sees neither go back.
#pragma once

#include "model/engine_boot.h"
#include "store/tenancy/scope.h"

namespace pulse::store {

Result<model::EngineBoot> engineBoot(const SystemScope &scope);
Result<model::EngineBoot> raiseEngineBoots(const SystemScope &scope); // a server begins

} // namespace pulse::store
