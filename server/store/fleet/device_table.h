// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Devices as a tenant sees them: the registry beside what was last heard. Revoked wins, never heard is STALE.
#pragma once

#include "model/device.h"
#include "model/page.h"
#include "store/tenancy/scope.h"

namespace pulse::store {

RowShape<model::Device> deviceShape(); // {device.columns}

struct DeviceFilter {
    QString search; // anywhere in device_id or site_id, in any case; empty: all
    std::optional<model::DeviceStatus> status;
    struct {
        QString key; // empty: all
        std::optional<QString> value; // none: any
    } label = {};
};

// In order of device_id.
Result<model::Page<model::Device>> listDevices(const TenantScope &scope, const DeviceFilter &filter,
                                               const model::PageRequest &page);
Result<model::Device> deviceById(const TenantScope &scope, const QString &deviceId);

// What people say of it: name, description. It is held while `change` makes of it what is wanted. Ingest
// hears nothing of it.
using DeviceChange = std::function<Result<model::Device>(const model::Device &before)>;
Result<model::Device> changeDevice(const TenantScope &scope, const QString &deviceId,
                                   const DeviceChange &change);

} // namespace pulse::store
