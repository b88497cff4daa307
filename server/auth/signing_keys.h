// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Our own signing keys: made once per installation, sealed in the database, shared by every server.
#pragma once

#include "auth/jose.h"
#include "base/clock.h"
#include "store/postgres/connection.h"
#include "vault/vault.h"

#include <vector>

namespace pulse::auth {

struct SigningKeys {
    JoseKey active;
    QJsonObject jwks; // the public document: the active key and those whose tokens may still live
};

// Reads them; makes the first one under a lock, so that servers that start together agree.
Result<SigningKeys> loadSigningKeys(store::Connection &connection, const vault::Vault &vault, Instant now);

// Retires the active key and makes another. Other servers pick it up when they load again.
Result<SigningKeys> rotateSigningKeys(store::Connection &connection, const vault::Vault &vault, Instant now);

} // namespace pulse::auth
