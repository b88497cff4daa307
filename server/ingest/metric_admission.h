// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// From the metrics of a message to values with keys, and the set they lie in; or what must be committed
// first. A metric that no bound leaves room for is dropped, and the others go on.
//
// Thread safety: none; runs on the writer with its registry.
#pragma once

#include "ingest/admission.h"

namespace pulse::ingest {

class MetricAdmission {
public:
    MetricAdmission(Device &device, Missing &missing)
        : m_device(device)
        , m_tenant(*device.tenant)
        , m_missing(missing)
    {
    }

    // False: something is missing, and noted. Requires: no more metrics than a message may have.
    bool take(const Envelope &envelope, Admitted &admitted);

private:
    bool takeNamed(const DecodedMetric &metric, Admitted &admitted, MetricNames::Day today);
    bool introduce(const DecodedMetric &metric, Admitted &admitted, MetricNames::Day today);
    MissingMetrics &missing(MetricNames::Day today);
    bool place(Admitted &admitted, MetricNames::Day today);
    std::vector<model::MetricCode> wantedBy(const model::MetricValues &metrics) const;
    void dropHomeless(Admitted &admitted) const;

    Device &m_device;
    Tenant &m_tenant;
    Missing &m_missing;
};

// Both sorted by metric, each once; of a metric that both have, the code of `later`.
std::vector<model::MetricCode> unionOf(std::span<const model::MetricCode> earlier,
                                       std::span<const model::MetricCode> later);

} // namespace pulse::ingest
