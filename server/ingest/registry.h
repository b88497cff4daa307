// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tenants and devices in memory, as of the versions that were read, with the committed state that the rules
// stand on.
//
// Thread safety: none; belongs to the writer thread.
// Invariants: a device's address stays the same from the moment it is known until the registry is cleared.
#pragma once

#include "ingest/metric_names.h"
#include "ingest/metric_sets.h"
#include "ingest/rate_limit.h"
#include "model/registry_snapshot.h"

#include <map>
#include <memory>
#include <set>
#include <unordered_map>

namespace pulse::ingest {

struct Tenant;

struct Device {
    Tenant *tenant = nullptr;
    model::RegisteredDevice registered; // with the committed state, active alerts and pending rules
    TokenBucket bucket;
    MetricSetKey homeSet; // that its readings lie in; invalid: not chosen since this server leads
    // Since this server leads: of the metrics that a rule watches, and since when it is one whose silence
    // counts.
    std::vector<model::HeardMetric> heard; // sorted by metric
    std::optional<Instant> judgedSince; // none: revoked, or not looked at yet
    size_t batchPlace = 0; // scratch of the batch being evaluated: 1 + its place there; 0: not in it
};

struct Tenant {
    model::TenantVersions versions;
    model::TenantConfig config;
    MetricNames metrics;
    MetricSets sets;
    std::map<DeviceKey, Instant> toldOfBound; // when its system alert was last written; invalid: the tenant's
    std::vector<MetricKey> watchedMetrics; // sorted: a rule asks about their silence
    TokenBucket bucket; // of all its devices together
    TokenBucket alertChanges;
    std::set<DeviceKey> owing; // its devices with an OwedJudgement
    BytesMap<std::unique_ptr<Device>> devices;
};

class Registry {
public:
    // Takes in a tenant's versions; the caller then brings what changed.
    Tenant &tenant(const model::TenantVersions &versions);
    Tenant *findTenant(QByteArrayView tenantId);
    Tenant *findTenant(TenantKey key);
    Device *findDevice(DeviceKey key);

    // Replaces who a tenant's devices are; those known keep their state, alerts, pending rules and buckets,
    // those gone are forgotten.
    void replaceDevices(Tenant &tenant, std::vector<model::RegisteredDevice> devices);
    std::vector<Tenant *> owingTenants() const; // in the order of their keys
    void clear();

    size_t deviceCount() const { return m_devices.size(); }
    template <class Visit> void eachTenant(Visit visit) const
    {
        for (const auto &[id, tenant] : m_tenants)
            visit(*tenant);
    }
    template <class Visit> void eachDevice(Visit visit)
    {
        for (auto &[key, device] : m_devices)
            visit(*device);
    }

private:
    BytesMap<std::unique_ptr<Tenant>> m_tenants;
    std::unordered_map<TenantKey, Tenant *> m_tenantsByKey;
    std::unordered_map<DeviceKey, Device *> m_devices;
};

} // namespace pulse::ingest
