// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the hub is fed with, and a seam: what it asks of the database. Answers come back on the hub's thread.
#pragma once

#include "base/ids.h"
#include "base/result.h"
#include "model/alert.h"
#include "model/device.h"
#include "model/reading.h"

#include <functional>
#include <vector>

namespace pulse::live {

// A reading of a watched device, after its commit.
struct LiveTelemetry {
    TenantKey tenant;
    DeviceKey device;
    QString deviceId;
    model::TelemetryPoint point;
};

struct AlertChange {
    TenantKey tenant;
    qint64 seq = 0;
    model::Alert alert; // as it is now
};

struct DeviceChange {
    TenantKey tenant;
    qint64 seq = 0;
    model::Device device;
};

// A stretch of the change feed.
struct FeedBatch {
    qint64 uptoSeq = 0;
    bool isReset = false; // some were missed: everybody reads again
    std::vector<AlertChange> alerts; // each in order of seq
    std::vector<DeviceChange> devices;
    qint64 systemSeq = 0; // the last change of a system alert among them; 0: none
};

class Feed {
public:
    virtual ~Feed() = default;
    virtual void findDevice(TenantKey tenant, const QString &deviceId,
                            std::function<void(Result<DeviceKey>)> answer) = 0;
    // The newest 100 active alerts, newest first.
    virtual void activeAlerts(TenantKey tenant, std::function<void(Result<QList<model::Alert>>)> answer) = 0;
    // One tenant's changes after `seq`; isReset when the feed does not reach back that far.
    virtual void changesSince(TenantKey tenant, qint64 seq,
                              std::function<void(Result<FeedBatch>)> answer) = 0;
};

} // namespace pulse::live
