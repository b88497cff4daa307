// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Provisioning: a device is a row of the registry and, where the broker is the installation's own, an account
// at that broker with the device's token as its password.
//
// Invariants: an account may be without its device (admission refuses what it sends), a device is never
// without its account (nothing would let it in). So accounts are made before the registry's transaction
// commits, and removed after.
#pragma once

#include "admin/operator.h"
#include "store/fleet/provisioning_table.h"

#include <QHash>
#include <functional>

namespace pulse::admin {

// TENANT/device/DEVICE: a device's user at the broker (the pattern of the broker's access rules stands on
// it).
QString brokerUser(const store::DeviceName &device);

// Sets accounts at the broker: user name -> password; an empty password removes the account.
using BrokerAccounts = std::function<Result<>(const QHash<QString, QByteArray> &passwords)>;

struct Provisioning {
    Operator by;
    BrokerAccounts accounts = {}; // may be empty: the broker is somebody else's
};

// All or none, as store::addDevices.
Result<QList<store::ProvisionedDevice>> addDevices(const Provisioning &with,
                                                   const store::NewDevices &devices);
// An error after the commit means that the account is still there: the device is revoked all the same.
Result<> revokeDevice(const Provisioning &with, const store::DeviceName &device);
// Both return the new token.
Result<QString> reinstateDevice(const Provisioning &with, const store::DeviceName &device);
Result<QString> rotateDeviceToken(const Provisioning &with, const store::DeviceName &device);

Result<> labelDevice(const Operator &by, const store::DeviceName &device, const QJsonObject &labels);
// A tenant's devices in the order of their ids, however many there are.
Result<> forEachDevice(const Operator &by, const QString &tenantId,
                       const std::function<void(const store::RegistryEntry &)> &take);

} // namespace pulse::admin
