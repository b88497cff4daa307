// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/batch/reject_batch.h"

namespace pulse::pipeline {

namespace {

QString textOf(QByteArrayView bytes) { return QString::fromUtf8(bytes); }

} // namespace

void RejectBatch::countOnly(const ingest::Envelope &envelope, const ingest::Tenant &tenant,
                            model::RejectReason reason)
{
    const Instant minute = std::chrono::floor<std::chrono::minutes>(envelope.receivedAt);
    ++m_counts[{minute, tenant.versions.key, reason}];
}

void RejectBatch::take(const ingest::Envelope &envelope, const ingest::Rejected &rejected)
{
    ++m_count;
    const ingest::Tenant *tenant = rejected.sender.tenant;
    if (rejected.mayBeKept && rejected.sender.device)
        note(envelope, rejected);
    const Instant minute = std::chrono::floor<std::chrono::minutes>(envelope.receivedAt);
    const TenantKey key = tenant ? tenant->versions.key : TenantKey{};
    ++m_counts[{minute, key, rejected.reason}];
    if (!rejected.mayBeKept || !tenant || !tenant->config.settings.storeRejects)
        return;
    // Whoever sends faster than it may would have every row of it written, and taken away again for the next.
    if (rejected.reason == model::RejectReason::RateLimited)
        return;
    const model::TenantSettings &settings = tenant->config.settings;
    m_bounds.insert_or_assign(key, store::KeptBound{key, settings.quarantineRows, settings.quarantineBytes});
    const model::QuarantineEvent event{envelope.receivedAt,      textOf(envelope.tenantId),
                                       textOf(envelope.siteId),  textOf(envelope.deviceId),
                                       textOf(envelope.msgType), rejected.reason};
    m_kept.push_back({event, key, envelope.topic.toByteArray(), m_seal(envelope.payload.toByteArray())});
}

// One row a device and reason, however many there are: it costs a statement for the batch.
void RejectBatch::note(const ingest::Envelope &envelope, const ingest::Rejected &rejected)
{
    const ingest::Device &device = *rejected.sender.device;
    const store::RefusalKey key{device.registered.key, rejected.reason, rejected.sender.isProven};
    store::NewRefusals &refusals = m_refusals[key];
    if (refusals.count++ == 0) {
        refusals.key = key;
        refusals.tenant = device.tenant->versions.key;
        refusals.firstAt = envelope.receivedAt;
    }
    refusals.lastAt = envelope.receivedAt;
    refusals.recent.push_front({envelope.receivedAt, envelope.msgType.toByteArray()});
    if (refusals.recent.size() > model::DeviceRefusals::kMostRecent)
        refusals.recent.pop_back();
}

Result<> RejectBatch::writeRefusals(const store::SystemScope &scope) const
{
    std::vector<store::NewRefusals> refusals;
    refusals.reserve(m_refusals.size());
    for (const auto &[key, each] : m_refusals)
        refusals.push_back(each);
    return store::recordRefusals(scope, refusals);
}

Result<> RejectBatch::write(const store::SystemScope &scope) const
{
    std::vector<store::RejectCount> counts;
    for (const auto &[key, count] : m_counts)
        counts.push_back({std::get<0>(key), std::get<1>(key), std::get<2>(key), count});
    PULSE_CHECK(store::countRejects(scope, counts));
    PULSE_CHECK(writeRefusals(scope));
    PULSE_CHECK(store::keepRejects(scope, m_kept));
    std::vector<store::KeptBound> bounds;
    for (const auto &[key, bound] : m_bounds)
        bounds.push_back(bound);
    return store::boundRejects(scope, bounds);
}

void RejectBatch::addTo(RejectTotals &totals) const
{
    for (const auto &[key, count] : m_counts)
        totals[std::get<2>(key)] += count;
}

} // namespace pulse::pipeline
