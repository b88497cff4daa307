// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The device registry, as operators manage it. Tokens are returned by the call that makes them and by no
// other. Every change ends with a row in the change feed; the caller commits.
#pragma once

#include "store/tenancy/scope.h"
#include "store/tenancy/tenant_table.h"

namespace pulse::store {

struct NewDevices {
    QString tenantId;
    QString siteId; // made when it is new
    QStringList deviceIds;
};
struct ProvisionedDevice {
    QString deviceId;
    QString token; // in the clear, this once
};
// One or thousands, in one statement. All or none: Conflict naming one that exists (and stays as it is,
// revoked too).
Result<QList<ProvisionedDevice>> addDevices(const OperatorScope &scope, const NewDevices &devices);

struct RegistryEntry {
    QString tenantId;
    QString deviceId;
    QString siteId;
    bool isRevoked = false;
    Instant provisionedAt;
    QString fwVersion;
    bool hasToken = false;
};
struct RegistryFilter {
    QString tenantId; // empty: every tenant
    QString siteId; // empty: every site
    QString after; // device_id
    int limit = 1000;
};
Result<QList<RegistryEntry>> listRegistry(const OperatorScope &scope, const RegistryFilter &filter);

struct DeviceName {
    QString tenantId;
    QString deviceId;
};
Result<> revokeDevice(const OperatorScope &scope, const DeviceName &device); // success also when it was
// Undoes it, with a new token, which is returned: the one before may be why it was revoked. Conflict unless
// revoked.
Result<QString> reinstateDevice(const OperatorScope &scope, const DeviceName &device);
// The new token. Conflict, and nothing changes, when the device is revoked: no token would let it in.
Result<QString> rotateDeviceToken(const OperatorScope &scope, const DeviceName &device);
// Beside those it has; a null takes one away. Invalid, naming labels, beyond model::isLabel and kMostLabels.
Result<> labelDevice(const OperatorScope &scope, const DeviceName &device, const QJsonObject &labels);

} // namespace pulse::store
