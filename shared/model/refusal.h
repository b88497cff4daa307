// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What was refused of a device, as its tenant may see it: how often, why, and when. Payloads are not in it.
#pragma once

#include "model/quarantine.h"

#include <QList>

namespace pulse::model {

// Of one reason. Refusals that are not proven were sent in the device's name, by whomever; they are counted
// apart.
struct Refusal {
    RejectReason reason = RejectReason::BadJson;
    bool isProven = false; // by its token or its connection
    qint64 count = 0;
    Instant firstAt; // our receive times
    Instant lastAt;
};

struct RefusedMessage {
    Instant at; // our receive time
    RejectReason reason = RejectReason::BadJson;
    bool isProven = false;
    QString msgType;
};

struct DeviceRefusals {
    static constexpr int kMostRecent = 20; // of a reason, and shown of a device

    QString tenantId;
    QString deviceId;
    QList<Refusal> reasons; // the one refused last first
    QList<RefusedMessage> recent; // newest first
};

} // namespace pulse::model
