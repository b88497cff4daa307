// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Runs a handler again when PostgreSQL undid its transaction for the sake of another (deadlock, serialization
// failure: SQLSTATE class 40). Nothing of it has happened then, so it may simply be done once more; the
// caller sees a 503 only when that goes wrong several times in a row.
//
// Requires: a handler does everything in one transaction, and what cannot be undone after its commit.
// Thread safety: a worker's.
#pragma once

#include "api/http/handler.h"

namespace pulse::api {

inline constexpr int kMostTries = 4; // the first among them

Result<Reply> handleWithRetries(const Handler &handler, const Request &request,
                                store::Connection &connection);

} // namespace pulse::api
