// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/batch/registry_refresh.h"

#include "base/logging.h"
#include "rules/silence.h"

Q_LOGGING_CATEGORY(lcRegistryRefresh, "pulse.pipeline")

namespace pulse::pipeline {

void RegistryRefresh::forget()
{
    m_registry.clear();
    m_rules.clear();
    m_days.clear();
    m_reconfigured.clear();
}

Result<> RegistryRefresh::loadAll(store::Connection &connection)
{
    forget();
    PULSE_TRY(auto scope, store::SystemScope::begin(connection));
    PULSE_TRY(const auto tenants, store::allVersions(scope));
    for (const model::TenantVersions &versions : tenants)
        PULSE_CHECK(loadTenant(scope, versions));
    return scope.commit();
}

Result<> RegistryRefresh::loadTenant(const store::SystemScope &scope, const model::TenantVersions &versions)
{
    ingest::Tenant &tenant = m_registry.tenant(versions);
    PULSE_CHECK(loadConfig(scope, tenant));
    PULSE_TRY(auto devices, store::registeredDevices(scope, versions.key));
    m_registry.replaceDevices(tenant, std::move(devices));
    PULSE_TRY(auto states, store::deviceStates(scope, versions.key));
    for (store::StateOfDevice &state : states) {
        if (ingest::Device *device = m_registry.findDevice(state.device))
            device->registered.state = std::move(state.state);
    }
    m_reconfigured.insert(versions.key);
    PULSE_TRY(const auto alerts, store::activeAlerts(scope, versions.key));
    for (const store::AlertOfDevice &alert : alerts) {
        if (ingest::Device *device = m_registry.findDevice(alert.device))
            device->registered.alerts.push_back(alert.alert);
    }
    PULSE_TRY(const auto pending, store::pendingRules(scope, versions.key));
    for (const store::PendingOfDevice &rule : pending) {
        if (ingest::Device *device = m_registry.findDevice(rule.device))
            device->registered.pending.push_back(rule.pending);
    }
    PULSE_TRY(const auto owed, store::owedJudgements(scope, versions.key));
    for (const store::OwedOfDevice &each : owed) {
        if (ingest::Device *device = m_registry.findDevice(each.device)) {
            device->registered.owed = each.owed;
            tenant.owing.insert(each.device);
        }
    }
    return loadMetrics(scope, tenant);
}

Result<> RegistryRefresh::loadMetrics(const store::SystemScope &scope, ingest::Tenant &tenant)
{
    PULSE_TRY(const auto names, store::metricNames(scope, tenant.versions.key));
    PULSE_TRY(const auto sets, store::metricSets(scope, tenant.versions.key));
    for (const model::MetricName &name : names)
        tenant.metrics.add(name);
    for (const model::MetricSet &set : sets)
        tenant.sets.put(set);
    indexRules(tenant);
    return {};
}

// A warning once, not at each of a thousand tenants that have the row from the installation.
Result<> RegistryRefresh::loadConfig(const store::SystemScope &scope, ingest::Tenant &tenant)
{
    constexpr size_t kMostWarnings = 1'000;
    PULSE_TRY(tenant.config, store::tenantConfig(scope, tenant.versions.key));
    for (const QString &setting : std::as_const(tenant.config.unreadableSettings)) {
        if (m_unreadable.size() >= kMostWarnings || !m_unreadable.insert(setting.left(100)).second)
            continue;
        qCWarning(lcRegistryRefresh).noquote()
            << "setting cannot be read, the next best counts" << kv("setting", setting.left(100))
            << kv("tenant", tenant.versions.tenantId);
    }
    return {};
}

void RegistryRefresh::indexRules(ingest::Tenant &tenant)
{
    const auto lookup = [&tenant](const QByteArray &name) { return tenant.metrics.find(name); };
    m_rules.insert_or_assign(tenant.versions.key, rules::RuleIndex(tenant.config.rules, lookup));
    tenant.watchedMetrics = rules::watchedMetrics(tenant.config.rules, lookup);
}

Result<> RegistryRefresh::lockAndRefresh(const store::SystemScope &scope,
                                         const std::set<QByteArray> &tenantIds)
{
    const std::vector<QByteArray> ids(tenantIds.begin(), tenantIds.end());
    PULSE_TRY(const auto tenants, store::lockVersions(scope, ids));
    for (const model::TenantVersions &versions : tenants)
        PULSE_CHECK(refresh(scope, versions));
    return {};
}

Result<> RegistryRefresh::refresh(const store::SystemScope &scope, const model::TenantVersions &versions)
{
    const ingest::Tenant *known = m_registry.findTenant(versions.key);
    if (!known)
        return loadTenant(scope, versions);
    const model::TenantVersions before = known->versions;
    ingest::Tenant &tenant = m_registry.tenant(versions);
    if (before.registry != versions.registry) {
        PULSE_TRY(auto devices, store::registeredDevices(scope, versions.key));
        m_registry.replaceDevices(tenant, std::move(devices));
        m_reconfigured.insert(versions.key);
    }
    if (before.config != versions.config) {
        PULSE_CHECK(loadConfig(scope, tenant));
        indexRules(tenant);
        m_reconfigured.insert(versions.key);
    }
    return {};
}

Result<> RegistryRefresh::noticeChanges(store::Connection &connection)
{
    PULSE_TRY(auto scope, store::SystemScope::begin(connection));
    PULSE_TRY(const auto tenants, store::allVersions(scope));
    for (const model::TenantVersions &versions : tenants)
        PULSE_CHECK(refresh(scope, versions));
    return scope.commit();
}

Result<> RegistryRefresh::intern(store::Connection &connection, const ingest::Missing &missing)
{
    PULSE_TRY(auto scope, store::SystemScope::begin(connection));
    std::map<TenantKey, Interned> interned;
    for (const auto &[tenant, ofTenant] : missing) {
        PULSE_CHECK(internNames(scope, tenant, ofTenant, interned[tenant]));
        PULSE_CHECK(internSets(scope, tenant, ofTenant, interned[tenant]));
    }
    PULSE_CHECK(scope.commit());
    for (auto &[tenant, ofTenant] : interned)
        takeIn(tenant, std::move(ofTenant));
    return {};
}

Result<> RegistryRefresh::internNames(const store::SystemScope &scope, TenantKey tenant,
                                      const ingest::MissingMetrics &missing, Interned &interned)
{
    if (missing.names.empty() && missing.used.empty())
        return {};
    std::vector<store::IntroducedName> names;
    for (const auto &[name, device] : missing.names)
        names.push_back({name, device});
    PULSE_CHECK(store::internNames(scope, tenant, names, missing.day));
    const std::vector<MetricKey> used(missing.used.begin(), missing.used.end());
    PULSE_CHECK(store::useNames(scope, used, missing.day));
    PULSE_TRY(interned.names, store::metricNames(scope, tenant));
    return {};
}

// Device by device, each on what the one before made of the sets: a fleet that starts at once shares them.
Result<> RegistryRefresh::internSets(const store::SystemScope &scope, TenantKey tenant,
                                     const ingest::MissingMetrics &missing, Interned &interned)
{
    const ingest::Tenant *known = m_registry.findTenant(tenant);
    if (!known || missing.wanted.empty())
        return {};
    ingest::MetricSets &sets = interned.sets.emplace(known->sets);
    for (const auto &[device, wanted] : missing.wanted) {
        const ingest::Device *of = m_registry.findDevice(device);
        const auto choice = sets.choose(of ? of->homeSet : MetricSetKey{}, wanted);
        if (!choice)
            continue; // others took the last room: admission drops what has none
        MetricSetKey home = choice->set;
        if (!choice->codes.empty()) {
            PULSE_TRY(home, extend(scope, tenant, *choice, sets));
        }
        interned.homes.emplace_back(device, home);
    }
    return {};
}

Result<MetricSetKey> RegistryRefresh::extend(const store::SystemScope &scope, TenantKey tenant,
                                             const ingest::MetricSets::Choice &choice,
                                             ingest::MetricSets &sets)
{
    model::MetricSet set{choice.set, {}};
    if (const model::PlacedSet *grown = sets.find(set.key)) {
        set.codes = grown->codes();
        PULSE_CHECK(store::growSet(scope, set.key, set.codes.size(), choice.codes));
    } else {
        PULSE_TRY(set.key, store::addSet(scope, tenant, choice.codes));
    }
    set.codes.insert(set.codes.end(), choice.codes.begin(), choice.codes.end());
    const MetricSetKey key = set.key;
    sets.put(std::move(set));
    return key;
}

void RegistryRefresh::takeIn(TenantKey tenant, Interned interned)
{
    ingest::Tenant *known = m_registry.findTenant(tenant);
    if (!known)
        return;
    for (const model::MetricName &name : interned.names)
        known->metrics.add(name);
    if (!interned.names.empty())
        indexRules(*known);
    if (interned.sets)
        known->sets = *std::move(interned.sets);
    for (const auto &[device, home] : interned.homes) {
        if (ingest::Device *of = m_registry.findDevice(device))
            of->homeSet = home;
    }
}

Result<> RegistryRefresh::ensurePartitions(store::Connection &connection,
                                           const std::set<std::chrono::sys_days> &days)
{
    for (const auto day : days) {
        PULSE_TRY(auto scope, store::SystemScope::begin(connection));
        PULSE_CHECK(store::ensurePartition(scope, Instant{day}));
        PULSE_CHECK(scope.commit());
        m_days.insert(day);
    }
    return {};
}

} // namespace pulse::pipeline
