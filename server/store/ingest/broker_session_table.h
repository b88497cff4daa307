// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which sessions the installation has at its broker: written once, after the first subscription.
#pragma once

#include "store/tenancy/scope.h"

namespace pulse::store {

Result<bool> hasBrokerSession(const SystemScope &scope, const QByteArray &clientId);
Result<> recordBrokerSession(const SystemScope &scope, const QByteArray &clientId);

} // namespace pulse::store
