// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Reading what ingest holds in memory. SystemScope: across tenants, for the pipeline.
#pragma once

#include "model/registry_snapshot.h"
#include "store/tenancy/scope.h"

namespace pulse::store {

// Versions of the tenants named (unknown ones are absent), their rows locked FOR SHARE until the scope ends,
// so that what commits after a change obeys it.
Result<std::vector<model::TenantVersions>> lockVersions(const SystemScope &scope,
                                                        std::span<const QByteArray> tenantIds);
Result<std::vector<model::TenantVersions>> allVersions(const SystemScope &scope);

// Devices without their state, alerts and pending rules.
Result<std::vector<model::RegisteredDevice>> registeredDevices(const SystemScope &scope, TenantKey tenant);

struct StateOfDevice {
    DeviceKey device;
    model::DeviceState state;
};
Result<std::vector<StateOfDevice>> deviceStates(const SystemScope &scope, TenantKey tenant);

struct AlertOfDevice {
    DeviceKey device;
    model::ActiveAlert alert;
};
Result<std::vector<AlertOfDevice>> activeAlerts(const SystemScope &scope, TenantKey tenant);

struct PendingOfDevice {
    DeviceKey device;
    model::PendingRule pending;
};
Result<std::vector<PendingOfDevice>> pendingRules(const SystemScope &scope, TenantKey tenant);

struct OwedOfDevice {
    DeviceKey device;
    model::OwedJudgement owed;
};
Result<std::vector<OwedOfDevice>> owedJudgements(const SystemScope &scope, TenantKey tenant);

Result<model::TenantConfig> tenantConfig(const SystemScope &scope, TenantKey tenant);

// Enabled ones of enabled integrations, by priority, as this transaction sees them.
Result<std::vector<model::Route>> deliveringRoutes(const Scope &scope, TenantKey tenant);

Result<std::vector<model::MetricName>> metricNames(const SystemScope &scope, TenantKey tenant);
Result<std::vector<model::MetricSet>> metricSets(const SystemScope &scope, TenantKey tenant);

// The four below: in a transaction of their own, before a batch uses them.
struct IntroducedName {
    QByteArray name;
    DeviceKey by;
};
Result<> internNames(const SystemScope &scope, TenantKey tenant, std::span<const IntroducedName> names,
                     std::chrono::sys_days today);
Result<> useNames(const SystemScope &scope, std::span<const MetricKey> metrics, std::chrono::sys_days today);
Result<MetricSetKey> addSet(const SystemScope &scope, TenantKey tenant,
                            std::span<const model::MetricCode> codes);
// Appends to a set of `known` metrics; Unavailable when it is not as known: to be read again.
Result<> growSet(const SystemScope &scope, MetricSetKey set, size_t known,
                 std::span<const model::MetricCode> codes);

Result<> ensurePartition(const SystemScope &scope, Instant ts);

// True when this connection now holds the ingest lock; it keeps it until it closes.
Result<bool> tryLead(Connection &connection);

// How far PostgreSQL's clock is ahead of `local` (half the round trip taken off).
Result<std::chrono::microseconds> clockOffset(Connection &connection, const Clock &local);

} // namespace pulse::store
