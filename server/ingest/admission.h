// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Who may send what: the checks of decision 9 in their order, first failure wins.
//   size, topic, JSON, tenant, site present, registry, status, site, token, rate (of the device, then of the
//   tenant), timestamp, metrics
// Who sent it is told by the token, or by the connection where the source admits a device's topic from its
// device only. What is refused without such a proof came from a stranger, as far as anybody can tell. Beyond
// a rate, strangers of one topic tenant are RATE_LIMITED, and not kept. What is refused with it is charged to
// its device, and its device was heard.
//
// Thread safety: none; runs on the writer with its registry.
#pragma once

#include "ingest/envelope.h"
#include "ingest/registry.h"
#include "ingest/stranger_limiter.h"

#include <set>
#include <variant>

namespace pulse::ingest {

struct Admitted {
    Device *device = nullptr;
    Instant ts;
    bool isTimeReplaced = false; // its own was none: it counts as of its arrival
    MetricSetKey metricSet; // invalid: no metrics
    model::MetricValues metrics; // sorted by code
    std::vector<model::RejectReason> droppedMetrics; // one a dropped metric; the message itself is kept
    MetricBound metricBound = MetricBound::None; // that made it drop one, if one did
};

// A status message that counts; the envelope has what it says.
struct Stated {
    Device *device = nullptr;
};

// Who a message is from, as far as anybody can tell.
struct Sender {
    Tenant *tenant = nullptr; // null: unknown
    Device *device = nullptr; // the one that its topic names; null: unknown, or of a suspended tenant
    bool isProven = false; // it is that device, and not revoked
};

struct Rejected {
    Sender sender;
    model::RejectReason reason = model::RejectReason::BadJson;
    bool mayBeKept = true; // false: counted only
    bool isHeard = false; // it shows that its device is there
};

// The message names metrics that must be interned first; nothing was charged or decided.
struct Unready { };

using Admission = std::variant<Admitted, Stated, Rejected, Unready>;

// What admission found missing of a tenant; to be committed before the batch is admitted again.
struct MissingMetrics {
    std::map<QByteArray, DeviceKey> names; // and who introduces them
    std::map<DeviceKey, size_t> namesOfDevice; // how many of them each does
    std::set<MetricKey> used; // today for the first time
    // By device: the metrics that one set must have, sorted by metric, each once.
    std::map<DeviceKey, std::vector<model::MetricCode>> wanted;
    std::chrono::sys_days day = {}; // the latest that a message came on
};
using Missing = std::map<TenantKey, MissingMetrics>;

class Admitter {
public:
    Admitter(Registry &registry, StrangerLimiter &strangers, Missing &missing, double stalledSeconds)
        : m_registry(registry)
        , m_strangers(strangers)
        , m_missing(missing)
        , m_stalledSeconds(stalledSeconds)
    {
    }

    Admission admit(Envelope &envelope);

private:
    Sender senderOf(const Envelope &envelope) const;
    Admission refuse(Envelope &envelope, const Sender &sender, model::RejectReason fault) const;
    Rejected limitStranger(Envelope &envelope, const Rejected &rejected) const;
    std::optional<model::RejectReason> checkTime(const Envelope &envelope,
                                                 const model::TenantSettings &settings) const;
    bool passesRate(Envelope &envelope, Device &device) const;

    Registry &m_registry;
    StrangerLimiter &m_strangers;
    Missing &m_missing;
    double m_stalledSeconds;
};

} // namespace pulse::ingest
