// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A device as GET /customer/devices/{device_id} shows it to clients of the predecessor (§11.1): with what
// came of it lately, and four metrics that every device of theirs had.
#pragma once

#include "model/device.h"
#include "model/quarantine.h"
#include "wire/core/noun.h"

namespace pulse::wire {

struct DeviceEvent {
    Instant ingestedAt; // our receive time
    bool isAccepted = false;
    QString tenantId;
    QString msgType;
    std::optional<model::RejectReason> rejectReason;
};
const Noun<DeviceEvent> &deviceEventNoun();

struct EdgeReading {
    Instant ingestedAt; // our receive time
    std::optional<double> batteryPct;
    std::optional<double> tempC;
    std::optional<double> rssiDbm;
};
const Noun<EdgeReading> &edgeReadingNoun();

struct CustomerDevice {
    model::Device device;
    QList<DeviceEvent> events; // newest first
    QList<EdgeReading> telemetry; // newest first
};
const Noun<CustomerDevice> &customerDeviceNoun();
const Noun<model::Device> &edgeDeviceNoun(); // its `device`

} // namespace pulse::wire
