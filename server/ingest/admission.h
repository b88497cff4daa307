// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Who may send what: the checks of decision 9 in their order, first failure wins.
//   size, topic, JSON, tenant, site present, registry, status, site, token, rate (of the device, then of the
//   tenant), timestamp, metrics
// What fails before its token was seen to be right came from a stranger, as far as anybody can tell. Beyond a
// rate, strangers of one topic tenant are RATE_LIMITED, and not kept.
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
};

struct Rejected {
    Tenant *tenant = nullptr; // null: unknown
    model::RejectReason reason = model::RejectReason::BadJson;
    bool mayBeKept = true; // false: counted only
};

// The message names metrics that must be interned first; nothing was charged or decided.
struct Unready { };

using Admission = std::variant<Admitted, Rejected, Unready>;

// What admission found missing; to be committed before the batch is admitted again.
struct Missing {
    std::map<TenantKey, std::set<QByteArray>> names;
    std::map<TenantKey, std::set<std::vector<model::MetricCode>>> sets;

    bool isEmpty() const { return names.empty() && sets.empty(); }
};

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
    std::variant<Device *, Rejected> identify(const Envelope &envelope) const;
    Rejected limitStranger(Envelope &envelope, const Rejected &rejected) const;
    std::optional<model::RejectReason> checkTime(const Envelope &envelope,
                                                 const model::TenantSettings &settings) const;
    std::optional<model::RejectReason> takeMetrics(const Envelope &envelope, Tenant &tenant,
                                                   Admitted &admitted, bool &isReady) const;
    void internSet(Tenant &tenant, Admitted &admitted, bool &isReady,
                   std::optional<model::RejectReason> &reason) const;
    bool passesRate(Envelope &envelope, Device &device) const;

    Registry &m_registry;
    StrangerLimiter &m_strangers;
    Missing &m_missing;
    double m_stalledSeconds;
};

} // namespace pulse::ingest
