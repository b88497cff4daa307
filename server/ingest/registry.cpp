// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/registry.h"

#include <algorithm>

namespace pulse::ingest {

Tenant &Registry::tenant(const model::TenantVersions &versions)
{
    auto &slot = m_tenants[versions.tenantId];
    if (!slot) {
        slot = std::make_unique<Tenant>();
        m_tenantsByKey.insert_or_assign(versions.key, slot.get());
    }
    slot->versions = versions;
    return *slot;
}

Tenant *Registry::findTenant(QByteArrayView tenantId)
{
    const auto at = m_tenants.find(tenantId);
    return at == m_tenants.end() ? nullptr : at->second.get();
}

Tenant *Registry::findTenant(TenantKey key)
{
    const auto at = m_tenantsByKey.find(key);
    return at == m_tenantsByKey.end() ? nullptr : at->second;
}

Device *Registry::findDevice(DeviceKey key)
{
    const auto at = m_devices.find(key);
    return at == m_devices.end() ? nullptr : at->second;
}

void Registry::replaceDevices(Tenant &tenant, std::vector<model::RegisteredDevice> devices)
{
    auto before = std::exchange(tenant.devices, {});
    for (auto &[id, device] : before)
        m_devices.erase(device->registered.key);
    tenant.devices.reserve(devices.size());
    for (model::RegisteredDevice &registered : devices) {
        const auto known = before.find(registered.deviceId);
        std::unique_ptr<Device> device;
        if (known != before.end() && known->second->registered.key == registered.key) {
            device = std::move(known->second);
            registered.state = std::move(device->registered.state);
            registered.alerts = std::move(device->registered.alerts);
            registered.pending = std::move(device->registered.pending);
            registered.owed = std::move(device->registered.owed);
        } else {
            device = std::make_unique<Device>();
        }
        device->tenant = &tenant;
        device->registered = std::move(registered);
        if (!device->registered.isActive)
            device->judgedSince.reset();
        m_devices.insert_or_assign(device->registered.key, device.get());
        tenant.devices.insert_or_assign(device->registered.deviceId, std::move(device));
    }
    std::erase_if(tenant.owing, [this](DeviceKey key) { return !m_devices.contains(key); });
}

std::vector<Tenant *> Registry::owingTenants() const
{
    std::vector<Tenant *> owing;
    for (const auto &[id, tenant] : m_tenants) {
        if (!tenant->owing.empty())
            owing.push_back(tenant.get());
    }
    std::sort(owing.begin(), owing.end(),
              [](const Tenant *a, const Tenant *b) { return a->versions.key < b->versions.key; });
    return owing;
}

void Registry::clear()
{
    m_devices.clear();
    m_tenantsByKey.clear();
    m_tenants.clear();
}

} // namespace pulse::ingest
