// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What was refused of each known device: written by ingest in the batch's transaction, read by the device's
// tenant. At most two rows for each device and reason, each with its last messages.
#pragma once

#include "model/refusal.h"
#include "store/tenancy/scope.h"

#include <deque>

namespace pulse::store {

struct RefusalKey {
    DeviceKey device;
    model::RejectReason reason = model::RejectReason::BadJson;
    bool isProven = false;
    auto operator<=>(const RefusalKey &) const = default;
};

// Of one batch.
struct NewRefusals {
    struct Message {
        Instant at;
        QByteArray msgType;
    };
    RefusalKey key;
    TenantKey tenant;
    std::int64_t count = 0;
    Instant firstAt;
    Instant lastAt;
    std::deque<Message> recent; // newest first, at most DeviceRefusals::kMostRecent
};
// Requires: in key order, each key once.
Result<> recordRefusals(const SystemScope &scope, std::span<const NewRefusals> refusals);

struct HeardDevice {
    DeviceKey device;
    Instant at; // when it was last heard
};
struct RefusalOfDevice {
    DeviceKey device;
    model::Refusal refusal;
};
// Of the devices whose newest message was refused: why.
Result<std::vector<RefusalOfDevice>> refusedLast(const SystemScope &scope,
                                                 std::span<const HeardDevice> devices);

// NotFound: the tenant has no such device.
Result<model::DeviceRefusals> refusalsOf(const TenantScope &scope, const QString &deviceId);

} // namespace pulse::store
