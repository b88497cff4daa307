// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/metric_admission.h"

#include <algorithm>

namespace pulse::ingest {

using model::MetricCode;
using model::MetricValue;
using model::RejectReason;

namespace {

// By metric; of a name that a message has twice, the last counts.
void sortByMetric(model::MetricValues &metrics)
{
    const auto byMetric = [](const auto &a, const auto &b) { return a.code.metric() < b.code.metric(); };
    const auto isReplaced = [](const auto &next, const auto &previous) {
        return next.code.metric() == previous.code.metric();
    };
    std::stable_sort(metrics.begin(), metrics.end(), byMetric);
    const auto first = std::unique(metrics.rbegin(), metrics.rend(), isReplaced);
    metrics.erase(metrics.begin(), first.base());
}

template <class Values> std::vector<MetricCode> codesOf(const Values &metrics)
{
    std::vector<MetricCode> codes;
    codes.reserve(static_cast<size_t>(metrics.size()));
    for (const auto &value : metrics)
        codes.push_back(value.code);
    return codes;
}

} // namespace

std::vector<MetricCode> unionOf(std::span<const MetricCode> earlier, std::span<const MetricCode> later)
{
    std::vector<MetricCode> both;
    both.reserve(earlier.size() + later.size());
    // Of equals it takes the first range's.
    std::set_union(later.begin(), later.end(), earlier.begin(), earlier.end(), std::back_inserter(both),
                   [](MetricCode a, MetricCode b) { return a.metric() < b.metric(); });
    return both;
}

MissingMetrics &MetricAdmission::missing(MetricNames::Day today)
{
    MissingMetrics &missing = m_missing[m_tenant.versions.key];
    missing.day = std::max(missing.day, today);
    return missing;
}

bool MetricAdmission::take(const Envelope &envelope, Admitted &admitted)
{
    const auto today = std::chrono::floor<std::chrono::days>(envelope.receivedAt);
    bool isReady = true;
    for (const DecodedMetric &metric : envelope.metrics) {
        if (!metric.isSupported)
            admitted.droppedMetrics.push_back(RejectReason::UnsupportedMetric);
        else
            isReady = takeNamed(metric, admitted, today) && isReady;
    }
    sortByMetric(admitted.metrics);
    if (!isReady)
        return false;
    return admitted.metrics.isEmpty() || place(admitted, today);
}

// False: it must wait for its name.
bool MetricAdmission::takeNamed(const DecodedMetric &metric, Admitted &admitted, MetricNames::Day today)
{
    const MetricNames::Known *known = m_tenant.metrics.known(metric.name);
    if (!known || !known->isInUse(today))
        return introduce(metric, admitted, today);
    admitted.metrics.push_back({MetricCode::of(known->key, metric.kind), metric.value});
    if (known->lastUsed >= today)
        return true;
    missing(today).used.insert(known->key);
    return false;
}

bool MetricAdmission::introduce(const DecodedMetric &metric, Admitted &admitted, MetricNames::Day today)
{
    const DeviceKey device = m_device.registered.key;
    const auto tenant = m_missing.find(m_tenant.versions.key);
    MetricNames::Pending pending;
    if (tenant != m_missing.end()) {
        if (tenant->second.names.contains(metric.name.toByteArray()))
            return false; // somebody does already
        const auto own = tenant->second.namesOfDevice.find(device);
        pending.ofDevice = own == tenant->second.namesOfDevice.end() ? 0 : own->second;
        pending.ofTenant = tenant->second.names.size();
    }
    const MetricBound bound = m_tenant.metrics.boundFor(device, pending, today);
    if (bound == MetricBound::None) {
        missing(today).names.emplace(metric.name.toByteArray(), device);
        ++missing(today).namesOfDevice[device];
        return false;
    }
    admitted.droppedMetrics.push_back(RejectReason::TooManyMetrics);
    admitted.metricBound = bound;
    return true;
}

// All that the device is known to send, and this; the message alone when that is more than a set can hold.
std::vector<MetricCode> MetricAdmission::wantedBy(const model::MetricValues &metrics) const
{
    std::vector<MetricCode> sent = codesOf(metrics);
    std::vector<MetricCode> all = unionOf(codesOf(m_device.registered.state.values), sent);
    return all.size() > model::PlacedSet::kMostPositions ? sent : all;
}

void MetricAdmission::dropHomeless(Admitted &admitted) const
{
    const model::PlacedSet *home = m_tenant.sets.find(m_device.homeSet);
    const auto isHomeless = [home](const MetricValue &value) {
        return !home || !home->has(value.code.metric());
    };
    const auto kept = std::remove_if(admitted.metrics.begin(), admitted.metrics.end(), isHomeless);
    admitted.droppedMetrics.insert(admitted.droppedMetrics.end(),
                                   static_cast<size_t>(admitted.metrics.end() - kept),
                                   RejectReason::TooManyMetrics);
    admitted.metrics.erase(kept, admitted.metrics.end());
    if (!admitted.metrics.isEmpty())
        admitted.metricSet = m_device.homeSet;
}

// False: the set must grow, or be made, first.
bool MetricAdmission::place(Admitted &admitted, MetricNames::Day today)
{
    const model::PlacedSet *home = m_tenant.sets.find(m_device.homeSet);
    if (home && home->covers(admitted.metrics)) {
        admitted.metricSet = m_device.homeSet;
        return true;
    }
    const std::vector<MetricCode> wanted = wantedBy(admitted.metrics);
    const auto choice = m_tenant.sets.choose(m_device.homeSet, wanted);
    if (!choice) {
        dropHomeless(admitted);
        admitted.metricBound = MetricBound::SetsOfTenant;
        return true;
    }
    if (choice->codes.empty()) {
        m_device.homeSet = choice->set;
        admitted.metricSet = choice->set;
        return true;
    }
    auto &ofDevice = missing(today).wanted[m_device.registered.key];
    auto all = unionOf(ofDevice, wanted);
    ofDevice = all.size() > model::PlacedSet::kMostPositions ? wanted : std::move(all);
    return false;
}

} // namespace pulse::ingest
