// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Sealing and unsealing of what must not be read in the database, as the tables see it: two functions, so
// that store does not know the vault. The context binds a sealed text to its row; unsealing it for another
// row fails.
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <functional>

namespace pulse::store {

using Sealing = std::function<Result<QByteArray>(QByteArray bytes, QByteArray context)>;

// Thread safety: both are called from several workers at once.
struct Sealer {
    Sealing seal;
    Sealing unseal;
};

} // namespace pulse::store
