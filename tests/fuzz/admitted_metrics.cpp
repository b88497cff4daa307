// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz/admitted_metrics.h"

#include "fuzz/fuzz_target.h"
#include "fuzz/reference_text.h"
#include "ingest/admission.h"

#include <algorithm>
#include <map>

namespace pulse::fuzz {

using ingest::Admitted;
using ingest::DecodedMetric;
using ingest::Envelope;
using ingest::MetricNames;
using model::RejectReason;

namespace {

constexpr TenantKey kTenant{1};

// A registry of one tenant with one device.
class OneDevice {
public:
    OneDevice()
        : m_tenant(m_registry.tenant({.key = kTenant, .tenantId = "acme"}))
    {
        model::RegisteredDevice device;
        device.key = {10};
        device.deviceId = "one";
        device.siteId = "north";
        device.tokenHash.emplace();
        m_registry.replaceDevices(m_tenant, {device});
    }

    ingest::Admission admit(Envelope &envelope)
    {
        return ingest::Admitter(m_registry, m_strangers, m_missing, 0).admit(envelope);
    }

    // False: nothing is missing. PostgreSQL must take every name.
    bool intern()
    {
        if (m_missing.empty())
            return false;
        const ingest::MissingMetrics &missing = m_missing[kTenant];
        for (const auto &[name, device] : missing.names) {
            PULSE_HOLDS(!name.isEmpty() && name.size() <= 128 && isWellFormedUtf8(name)
                        && !name.contains('\0'));
            PULSE_HOLDS(!m_tenant.metrics.find(name).isValid());
            m_tenant.metrics.add({{m_nextKey++}, name, device, missing.day});
        }
        for (const auto &[device, wanted] : missing.wanted) {
            PULSE_HOLDS(!m_tenant.sets.covering(wanted).isValid());
            m_tenant.sets.put({{m_nextKey++}, wanted});
        }
        m_missing = {};
        return true;
    }

    const ingest::Tenant &tenant() const { return m_tenant; }

private:
    ingest::Registry m_registry;
    ingest::Tenant &m_tenant;
    ingest::StrangerLimiter m_strangers;
    ingest::Missing m_missing;
    std::int64_t m_nextKey = 1;
};

ingest::Admission decide(OneDevice &device, Envelope &envelope)
{
    ingest::Admission admission = device.admit(envelope);
    // First the names, then the set of them.
    for (int round = 0; std::holds_alternative<ingest::Unready>(admission); ++round) {
        PULSE_HOLDS(round < 2 && device.intern());
        admission = device.admit(envelope);
    }
    PULSE_HOLDS(!device.intern());
    return admission;
}

// What lies in the set reads back as it was admitted, value by value and kind by kind.
void layoutHolds(const Admitted &admitted, const model::PlacedSet &set)
{
    std::vector<double> values;
    std::vector<char> layout;
    set.layOut(admitted.metrics, values, layout);
    std::vector<model::MetricCode> codes;
    const QByteArrayView bytes(layout.data(), std::ssize(layout));
    PULSE_HOLDS(model::codesOfValues(set.codes(), bytes, values.size(), codes));
    std::map<model::MetricCode, double> read;
    for (size_t i = 0; i < codes.size(); ++i)
        read[codes[i]] = values[i];
    PULSE_HOLDS(read.size() == static_cast<size_t>(admitted.metrics.size()));
    for (const model::MetricValue &value : admitted.metrics)
        PULSE_HOLDS(read.at(value.code) == value.value);
}

void metricsHold(const Envelope &envelope, const Admitted &admitted, const ingest::Tenant &tenant)
{
    std::map<QByteArrayView, const DecodedMetric *> last;
    size_t dropped = 0;
    for (const DecodedMetric &metric : envelope.metrics) {
        if (metric.isSupported)
            last[metric.name] = &metric;
        else
            ++dropped;
    }
    PULSE_HOLDS(admitted.droppedMetrics == std::vector(dropped, RejectReason::UnsupportedMetric));
    PULSE_HOLDS(static_cast<size_t>(admitted.metrics.size()) == last.size()
                && last.size() <= MetricNames::kMostMetricsOfMessage);
    std::vector<model::MetricCode> codes;
    for (const model::MetricValue &value : admitted.metrics) {
        const auto sent = last.find(tenant.metrics.nameOf(value.code.metric()));
        PULSE_HOLDS(sent != last.end());
        PULSE_HOLDS(sent->second->value == value.value && sent->second->kind == value.code.kind());
        PULSE_HOLDS(codes.empty() || codes.back().metric() < value.code.metric());
        codes.push_back(value.code);
    }
    PULSE_HOLDS(admitted.metricSet.isValid() == !codes.empty());
    if (!codes.empty())
        layoutHolds(admitted, *tenant.sets.find(admitted.metricSet));
}

void reasonHolds(const Envelope &envelope, RejectReason reason)
{
    switch (reason) {
    case RejectReason::BadJson: PULSE_HOLDS(envelope.malformed == reason); break;
    case RejectReason::TenantMismatch: PULSE_HOLDS(envelope.payloadTenantId != envelope.tenantId); break;
    case RejectReason::MissingSiteId: PULSE_HOLDS(envelope.siteId.isEmpty()); break;
    case RejectReason::SiteMismatch: PULSE_HOLDS(envelope.siteId != QByteArrayView("north")); break;
    case RejectReason::TooOld:
        PULSE_HOLDS(envelope.ts && *envelope.ts < envelope.receivedAt - std::chrono::days{30});
        break;
    case RejectReason::BadTimestamp:
        PULSE_HOLDS(envelope.hasBadTime
                    || (envelope.ts && *envelope.ts > envelope.receivedAt + std::chrono::minutes{5}));
        break;
    case RejectReason::TooManyMetrics:
        PULSE_HOLDS(envelope.metrics.size() > MetricNames::kMostMetricsOfMessage);
        break;
    default: PULSE_HOLDS(reason == RejectReason::PayloadTooLarge && envelope.payload.size() > 8'192);
    }
}

} // namespace

void admissionHolds(const Envelope &envelope)
{
    OneDevice device;
    Envelope charged = envelope; // its views stay with it: the texts are shared
    charged.tokenHash.emplace(); // the device's own
    const ingest::Admission admission = decide(device, charged);
    if (const auto *rejected = std::get_if<ingest::Rejected>(&admission)) {
        reasonHolds(envelope, rejected->reason);
        return;
    }
    const auto &admitted = std::get<Admitted>(admission);
    PULSE_HOLDS(!envelope.malformed && admitted.device != nullptr);
    PULSE_HOLDS(admitted.ts == envelope.ts.value_or(envelope.receivedAt));
    metricsHold(envelope, admitted, device.tenant());
}

} // namespace pulse::fuzz
