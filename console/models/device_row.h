// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A device as the list of devices holds it, small enough for a hundred thousand of them, and the list's
// columns.
#pragma once

#include "model/device.h"
#include "models/list/column.h"

namespace pulse::models {

struct DeviceRow {
    QString deviceId;
    QString siteId;
    model::DeviceStatus status = model::DeviceStatus::Stale;
    std::optional<Instant> lastSeenAt;
    std::optional<double> battery;
    int metricCount = 0;

    static DeviceRow of(const model::Device &device);
};

enum class DeviceColumn { Device, Site, Status, LastSeen, Battery, Metrics };

// Groups of rows (ListRows::countOf()) are model::DeviceStatus.
ListTable<DeviceRow> deviceTable();

} // namespace pulse::models
