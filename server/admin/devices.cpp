// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "admin/devices.h"

#include <algorithm>

namespace pulse::admin {

using namespace Qt::StringLiterals;

namespace {

Result<> setAccounts(const Provisioning &with, const QHash<QString, QByteArray> &passwords)
{
    return with.accounts ? with.accounts(passwords) : Result<>{};
}

using NewToken = Result<QString> (*)(const store::OperatorScope &, const store::DeviceName &);

Result<QString> giveToken(const Provisioning &with, const store::DeviceName &device, const QString &action,
                          NewToken newToken)
{
    PULSE_TRY(auto scope, beginAct(with.by, action, device.tenantId));
    PULSE_TRY(const QString token, newToken(scope, device));
    PULSE_CHECK(setAccounts(with, {{brokerUser(device), token.toUtf8()}}));
    PULSE_CHECK(scope.commit());
    return token;
}

} // namespace

QString brokerUser(const store::DeviceName &device)
{
    return u"%1/device/%2"_s.arg(device.tenantId, device.deviceId);
}

Result<QList<store::ProvisionedDevice>> addDevices(const Provisioning &with, const store::NewDevices &devices)
{
    PULSE_TRY(auto scope, beginAct(with.by, u"add_devices"_s, devices.tenantId));
    PULSE_TRY(const auto added, store::addDevices(scope, devices));
    QHash<QString, QByteArray> passwords;
    for (const store::ProvisionedDevice &one : added)
        passwords.insert(brokerUser({devices.tenantId, one.deviceId}), one.token.toUtf8());
    PULSE_CHECK(setAccounts(with, passwords));
    PULSE_CHECK(scope.commit());
    return added;
}

Result<> revokeDevice(const Provisioning &with, const store::DeviceName &device)
{
    PULSE_TRY(auto scope, beginAct(with.by, u"revoke_device"_s, device.tenantId));
    PULSE_CHECK(store::revokeDevice(scope, device));
    PULSE_CHECK(scope.commit());
    return setAccounts(with, {{brokerUser(device), QByteArray()}});
}

Result<QString> reinstateDevice(const Provisioning &with, const store::DeviceName &device)
{
    return giveToken(with, device, u"reinstate_device"_s, store::reinstateDevice);
}

Result<QString> rotateDeviceToken(const Provisioning &with, const store::DeviceName &device)
{
    return giveToken(with, device, u"rotate_device_token"_s, store::rotateDeviceToken);
}

Result<> labelDevice(const Operator &by, const store::DeviceName &device, const QJsonObject &labels)
{
    PULSE_TRY(auto scope, beginAct(by, u"label_device"_s, device.tenantId));
    PULSE_CHECK(store::labelDevice(scope, device, labels));
    return scope.commit();
}

Result<> forEachDevice(const Operator &by, const QString &tenantId,
                       const std::function<void(const store::RegistryEntry &)> &take)
{
    PULSE_TRY(auto scope, beginAct(by, u"list_tenant_devices"_s, tenantId));
    store::RegistryFilter filter;
    filter.tenantId = tenantId;
    while (true) {
        PULSE_TRY(const auto entries, store::listRegistry(scope, filter));
        std::ranges::for_each(entries, take);
        if (entries.size() < filter.limit)
            return scope.commit();
        filter.after = entries.last().deviceId;
    }
}

} // namespace pulse::admin
