// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Keeps ingest's registry as fresh as the database: everything on taking the lead, one tenant when its
// version rose.
#pragma once

#include "ingest/admission.h"
#include "pipeline/batch/batch_run.h"
#include "store/ingest/registry_table.h"

#include <set>

namespace pulse::pipeline {

// Thread safety: none; the writer's.
class RegistryRefresh {
public:
    RegistryRefresh(ingest::Registry &registry, RuleIndexes &rules)
        : m_registry(registry)
        , m_rules(rules)
    {
    }

    // Everything, in one transaction: tenants, devices, states, active alerts, pending rules, rules, routes,
    // settings, metric names.
    Result<> loadAll(store::Connection &connection);

    // Inside a batch's transaction: locks the versions of the tenants named, and reads again what is older in
    // memory.
    Result<> lockAndRefresh(const store::SystemScope &scope, const std::set<QByteArray> &tenantIds);

    // In a transaction of its own: commits names and sets that a batch needs; then memory knows them.
    Result<> intern(store::Connection &connection, const ingest::Missing &missing);

    // In a transaction of its own: the partitions that hold these days.
    Result<> ensurePartitions(store::Connection &connection, const std::set<std::chrono::sys_days> &days);
    bool hasPartition(std::chrono::sys_days day) const { return m_days.contains(day); }

    // Outside a batch: reads again what changed since, so that retired rules close their alerts without a
    // message.
    Result<> noticeChanges(store::Connection &connection);

    // Tenants whose configuration or devices were read again since the last commit: their orphaned alerts are
    // to be closed.
    const std::set<TenantKey> &reconfigured() const { return m_reconfigured; }
    // `rest`: tenants with orphaned alerts that this batch had no budget for; later batches close them.
    void clearReconfigured(const std::set<TenantKey> &rest) { m_reconfigured = rest; }

    void forget();

private:
    Result<> loadTenant(const store::SystemScope &scope, const model::TenantVersions &versions);
    Result<> refresh(const store::SystemScope &scope, const model::TenantVersions &versions);
    Result<> loadMetrics(const store::SystemScope &scope, ingest::Tenant &tenant);
    struct Interned { // of a tenant; memory takes it in after the commit
        std::vector<model::MetricName> names; // all it has, when some are new or their use is
        std::optional<ingest::MetricSets> sets;
        std::vector<std::pair<DeviceKey, MetricSetKey>> homes;
    };
    static Result<> internNames(const store::SystemScope &scope, TenantKey tenant,
                                const ingest::MissingMetrics &missing, Interned &interned);
    Result<> internSets(const store::SystemScope &scope, TenantKey tenant,
                        const ingest::MissingMetrics &missing, Interned &interned);
    static Result<MetricSetKey> extend(const store::SystemScope &scope, TenantKey tenant,
                                       const ingest::MetricSets::Choice &choice, ingest::MetricSets &sets);
    void takeIn(TenantKey tenant, Interned interned);
    Result<> loadConfig(const store::SystemScope &scope, ingest::Tenant &tenant);
    void indexRules(ingest::Tenant &tenant);

    ingest::Registry &m_registry;
    RuleIndexes &m_rules;
    std::set<TenantKey> m_reconfigured;
    std::set<std::chrono::sys_days> m_days; // days known to have a partition
    std::set<QString> m_unreadable; // settings that were warned of
};

} // namespace pulse::pipeline
