// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// How often an integration may be tested: five times a minute, counted in the database, so that no server and
// no two requests at once let a sixth through. The caller commits.
#pragma once

#include "store/scope.h"

#include <chrono>

namespace pulse::store {

// Zero: this one may go, and is counted. Else how long to wait until one may.
Result<std::chrono::seconds> takeTestDelivery(const TenantScope &scope, IntegrationKey integration);

} // namespace pulse::store
