// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tells a tenant, by the system alert METRICS_FULL, that metrics of its devices are dropped: which device or
// that it is the tenant itself, and at which bound. Written again each hour while it goes on; housekeeping
// ends the alert when nothing was dropped for a day.
//
// Thread safety: none; the writer's. One a batch: what it wrote counts after the batch's COMMIT only.
#pragma once

#include "ingest/registry.h"
#include "store/tenancy/scope.h"

#include <map>

namespace pulse::pipeline {

class MetricBoundAlerts {
public:
    static constexpr std::chrono::hours kSaidAgain{1};

    void take(ingest::Device &device, ingest::MetricBound bound);
    Result<> write(const store::SystemScope &scope, Instant now);
    void apply(); // after COMMIT

private:
    struct Met {
        ingest::Device *device = nullptr; // that met it last in this batch
        ingest::MetricBound bound = ingest::MetricBound::None;
    };
    struct Subject {
        ingest::Tenant *tenant = nullptr;
        DeviceKey device; // invalid: the tenant as a whole
        auto operator<=>(const Subject &) const = default;
    };

    std::map<Subject, Met> m_met;
    std::map<Subject, Instant> m_written;
};

} // namespace pulse::pipeline
