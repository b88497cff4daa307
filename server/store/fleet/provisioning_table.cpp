// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/fleet/provisioning_table.h"

#include "model/names.h"
#include "store/tenancy/config_change.h"
#include "store/tenancy/provision_token.h"

namespace pulse::store {

using namespace Qt::StringLiterals;

namespace {

Result<> checkNewDevices(const NewDevices &devices)
{
    PULSE_CHECK(checkOutsideId(u"site_id"_s, devices.siteId));
    if (devices.deviceIds.isEmpty())
        return invalidField(u"device_id"_s, u"at least one device_id is needed"_s);
    for (const QString &deviceId : devices.deviceIds)
        PULSE_CHECK(checkOutsideId(u"device_id"_s, deviceId));
    return {};
}

// Which of `wanted` did not come back.
QString firstMissing(const QStringList &wanted, const std::vector<QString> &added)
{
    QSet<QString> known(added.begin(), added.end());
    for (const QString &deviceId : wanted) {
        if (!known.remove(deviceId))
            return deviceId;
    }
    return {};
}

constexpr auto kRevoked = "REVOKED"_L1;

struct HeldDevice {
    TenantKey tenant;
    DeviceKey key;
    bool isRevoked = false;
};

const Query<HeldDevice> kHoldDevice{
    "provisioning.lock",
    {column("tenant_key", &HeldDevice::tenant), column("device_key", &HeldDevice::key),
     column("status",
            [](HeldDevice &device, const QString &status) { device.isRevoked = status == kRevoked; })}};
const Query<RegistryEntry> kRegistry{
    "provisioning.list",
    {
        column("tenant_id", &RegistryEntry::tenantId),
        column("device_id", &RegistryEntry::deviceId),
        column("site_id", &RegistryEntry::siteId),
        column("status",
               [](RegistryEntry &device, const QString &status) { device.isRevoked = status == kRevoked; }),
        column("provisioned_at", &RegistryEntry::provisionedAt),
        column("fw_version", &RegistryEntry::fwVersion),
        column("has_token", &RegistryEntry::hasToken),
    }};

Result<HeldDevice> holdDevice(const OperatorScope &scope, const DeviceName &device)
{
    const QString missing = u"there is no device %1 of tenant %2"_s.arg(device.deviceId, device.tenantId);
    return scope.one(kHoldDevice, {device.tenantId, device.deviceId}, missing);
}

// `statement` writes the hash of a new token, which is returned.
Result<QString> writeToken(const OperatorScope &scope, const HeldDevice &device, const char *statement)
{
    const QString token = newProvisionToken();
    PULSE_CHECK(scope.query(statement, {device.key, Param::bytea(provisionTokenHash(token))}));
    PULSE_CHECK(recordDeviceChange(scope, device.tenant, device.key));
    return token;
}

} // namespace

Result<QList<ProvisionedDevice>> addDevices(const OperatorScope &scope, const NewDevices &devices)
{
    PULSE_CHECK(checkNewDevices(devices));
    PULSE_TRY(const Tenant tenant, tenantById(scope, devices.tenantId));
    PULSE_CHECK(scope.query("provisioning.ensure_site", {tenant.key, devices.siteId}));
    QList<ProvisionedDevice> made;
    std::vector<QByteArray> ids;
    std::vector<QByteArray> hashes;
    for (const QString &deviceId : devices.deviceIds) {
        made.append({deviceId, newProvisionToken()});
        ids.push_back(deviceId.toUtf8());
        hashes.push_back(provisionTokenHash(made.last().token));
    }
    PULSE_TRY(const auto added,
              scope.values<QString>(
                  "provisioning.add_devices",
                  {tenant.key, devices.siteId, Param::textArray(ids), Param::byteaArray(hashes)}));
    const QString missing = firstMissing(devices.deviceIds, added);
    if (!missing.isEmpty())
        return fail(ErrorKind::Conflict, u"device %1 exists"_s.arg(missing), u"device_exists"_s,
                    u"device_id"_s);
    PULSE_CHECK(recordConfigChange(scope, tenant.key));
    return made;
}

Result<QList<RegistryEntry>> listRegistry(const OperatorScope &scope, const RegistryFilter &filter)
{
    return scope.all(kRegistry,
                     {Param::orNull(filter.tenantId), Param::orNull(filter.siteId),
                      Param::orNull(filter.after), filter.limit});
}

Result<> revokeDevice(const OperatorScope &scope, const DeviceName &device)
{
    PULSE_TRY(const HeldDevice held, holdDevice(scope, device));
    PULSE_CHECK(scope.query("provisioning.revoke", {held.key}));
    return recordDeviceChange(scope, held.tenant, held.key);
}

Result<QString> reinstateDevice(const OperatorScope &scope, const DeviceName &device)
{
    PULSE_TRY(const HeldDevice held, holdDevice(scope, device));
    if (!held.isRevoked)
        return fail(ErrorKind::Conflict, u"device %1 is not revoked"_s.arg(device.deviceId),
                    u"device_not_revoked"_s, u"device_id"_s);
    return writeToken(scope, held, "provisioning.reinstate");
}

Result<QString> rotateDeviceToken(const OperatorScope &scope, const DeviceName &device)
{
    PULSE_TRY(const HeldDevice held, holdDevice(scope, device));
    if (held.isRevoked)
        return fail(
            ErrorKind::Conflict,
            u"device %1 is revoked, and no token would let it in: device reinstate %2 %1 gives it back, with "
            u"a new one"_s.arg(device.deviceId, device.tenantId),
            u"device_revoked"_s, u"device_id"_s);
    return writeToken(scope, held, "provisioning.set_token_hash");
}

Result<> labelDevice(const OperatorScope &scope, const DeviceName &device, const QJsonObject &labels)
{
    PULSE_TRY(const HeldDevice held, holdDevice(scope, device));
    PULSE_CHECK(scope.query("device.ensure_profile", {held.key, held.tenant}));
    PULSE_TRY(const auto now, scope.value<QJsonObject>("device.add_labels", {held.key, labels}));
    for (auto at = now.begin(); at != now.end(); ++at) {
        if (now.size() > model::kMostLabels || !model::isLabel(at.key(), at.value().toString()))
            return invalidField(u"labels"_s, u"labels "_s + model::labelRule());
    }
    return recordDeviceChange(scope, held.tenant, held.key);
}

} // namespace pulse::store
