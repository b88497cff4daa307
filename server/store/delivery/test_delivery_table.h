// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// How often an integration may be tested: five times a minute, and those of a tenant together as often as the
// operator says, also when integrations come and go in between. Counted in the database, so that no server
// and no two requests at once let one more through.
#pragma once

#include "store/tenancy/scope.h"

#include <chrono>

namespace pulse::store {

// Zero: this one may go, and is counted when the caller commits. Else how long to wait until one may; then
// the caller does not commit, and nothing is counted.
Result<std::chrono::seconds> takeTestDelivery(const TenantScope &scope, IntegrationKey integration,
                                              int tenantPerMinute);

} // namespace pulse::store
