// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// vault rotate: every secret in the database sealed again with the first of the configured keys, so that the
// others can go. Servers may run meanwhile.
#pragma once

#include "app/admin_commands.h"
#include "app/configuration.h"

namespace pulse::app {

// Conflict when something is left that needs an older key: none may be taken away then.
Result<> runVaultCommand(const CommandLine &line, const Configuration &configuration,
                         const AdminContext &context);

} // namespace pulse::app
