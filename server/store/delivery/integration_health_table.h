// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which integrations do not take what they are sent. Written by deliveries, beside their results.
#pragma once

#include "model/alert_change.h"
#include "model/integration_health.h"
#include "store/tenancy/scope.h"

#include <QList>
#include <map>

namespace pulse::store {

// Of those asked for that have something to tell, locked until the end of the transaction.
using Healths = std::map<IntegrationKey, model::IntegrationHealth>;
Result<Healths> lockHealths(const SystemScope &scope, const std::vector<IntegrationKey> &integrations);
Result<> writeHealths(const SystemScope &scope, const Healths &healths);
Result<> forgetHealths(const SystemScope &scope, const std::vector<IntegrationKey> &integrations);

struct CircuitCounts {
    int open = 0;
    int halfOpen = 0;
};
Result<CircuitCounts> countCircuits(const SystemScope &scope);

// Tells tenants of integrations that have failed for long, and of those that work again: the changes, for
// recordChanges() at the end.
Result<std::vector<model::Change>> reviewFailing(const SystemScope &scope,
                                                 std::chrono::milliseconds toldAfter);

struct FailingIntegration {
    QString integrationId;
    QString name;
    model::IntegrationHealth health;
};
Result<QList<FailingIntegration>> failingIntegrations(const TenantScope &scope);

} // namespace pulse::store
