// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the server asks of the database before anything of it runs. Server and database often start together,
// or a database fails over just then: one that does not answer is waited for, as long as configured.
#pragma once

#include "app/configuration.h"
#include "auth/signing_keys.h"
#include "base/interruption.h"
#include "vault/vault.h"

namespace pulse::app {

// Errors: Unavailable, when it did not answer in time; stopped(), at once, when the interruption comes;
// whatever else is wrong with it at once.
Result<auth::SigningKeys> startOnDatabase(const Configuration &configuration, const vault::Vault &vault,
                                          const Interruption &interruption);

} // namespace pulse::app
