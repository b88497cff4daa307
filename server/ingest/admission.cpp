// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/admission.h"

#include "ingest/metric_admission.h"

namespace pulse::ingest {

using model::RejectReason;

std::variant<Device *, Rejected> Admitter::identify(const Envelope &envelope) const
{
    Tenant *tenant = envelope.tenantId.isEmpty() ? nullptr : m_registry.findTenant(envelope.tenantId);
    const auto reject = [tenant](RejectReason reason) { return Rejected{tenant, reason}; };
    const int mostBytes =
        tenant ? tenant->config.settings.maxPayloadBytes : model::TenantSettings().maxPayloadBytes;
    if (envelope.payload.size() > mostBytes)
        return reject(RejectReason::PayloadTooLarge);
    if (envelope.malformed)
        return reject(*envelope.malformed);
    if (!envelope.payloadTenantId.isEmpty() && envelope.payloadTenantId != envelope.tenantId)
        return reject(RejectReason::TenantMismatch);
    if (envelope.siteId.isEmpty())
        return reject(RejectReason::MissingSiteId);
    if (!tenant || !tenant->versions.isActive)
        return reject(RejectReason::UnregisteredDevice);
    const auto found = tenant->devices.find(envelope.deviceId);
    if (found == tenant->devices.end())
        return reject(RejectReason::UnregisteredDevice);
    const model::RegisteredDevice &device = found->second->registered;
    if (!device.isActive)
        return reject(RejectReason::DeviceRevoked);
    if (device.siteId != envelope.siteId)
        return reject(RejectReason::SiteMismatch);
    if (!device.tokenHash)
        return reject(RejectReason::TokenNotSet);
    if (!envelope.tokenHash)
        return reject(RejectReason::TokenMissing);
    if (*envelope.tokenHash != *device.tokenHash)
        return reject(RejectReason::TokenInvalid);
    return found->second.get();
}

Rejected Admitter::limitStranger(Envelope &envelope, const Rejected &rejected) const
{
    if (rejected.reason == RejectReason::StoreRejected)
        return rejected; // it had come as far as the database
    if (envelope.strangerVerdict == RateVerdict::NotAsked) {
        envelope.strangerVerdict = m_strangers.take(envelope.tenantId, envelope.receivedAt, m_stalledSeconds)
            ? RateVerdict::Passed
            : RateVerdict::Limited;
    }
    if (envelope.strangerVerdict == RateVerdict::Passed)
        return rejected;
    return {rejected.tenant, RejectReason::RateLimited, false};
}

bool Admitter::passesRate(Envelope &envelope, Device &device) const
{
    // Handed over before, so charged then, or never read: what is unacknowledged is bounded. To charge it
    // again would punish whoever published while our link was cut.
    if (envelope.isDuplicate && envelope.rateVerdict == RateVerdict::NotAsked)
        envelope.rateVerdict = RateVerdict::Passed;
    if (envelope.rateVerdict == RateVerdict::NotAsked) {
        const model::TenantSettings &settings = device.tenant->config.settings;
        const RateLimit own{settings.rateLimitPerSecond, settings.rateLimitBurst};
        const RateLimit shared{settings.tenantRateLimitPerSecond, settings.tenantRateLimitBurst};
        const Instant at = envelope.receivedAt;
        // The device first: one that floods uses up nothing of its neighbours'. And what the tenant's refuses
        // is not charged to the device.
        const bool passes = device.bucket.fill(own, at, m_stalledSeconds)
            && device.tenant->bucket.take(shared, at, m_stalledSeconds);
        if (passes)
            device.bucket.spend();
        envelope.rateVerdict = passes ? RateVerdict::Passed : RateVerdict::Limited;
    }
    return envelope.rateVerdict == RateVerdict::Passed;
}

std::optional<RejectReason> Admitter::checkTime(const Envelope &envelope,
                                                const model::TenantSettings &settings) const
{
    if (envelope.hasBadTime)
        return RejectReason::BadTimestamp;
    if (!envelope.ts)
        return std::nullopt;
    if (*envelope.ts > envelope.receivedAt + settings.futureAccept)
        return RejectReason::BadTimestamp;
    if (*envelope.ts < envelope.receivedAt - settings.lateAccept)
        return RejectReason::TooOld;
    return std::nullopt;
}

Admission Admitter::admit(Envelope &envelope)
{
    auto identified = identify(envelope);
    if (auto *rejected = std::get_if<Rejected>(&identified))
        return limitStranger(envelope, *rejected);
    Device *device = std::get<Device *>(identified);
    const auto reject = [device](RejectReason reason) { return Rejected{device->tenant, reason}; };
    if (!passesRate(envelope, *device))
        return reject(RejectReason::RateLimited);
    if (const auto reason = checkTime(envelope, device->tenant->config.settings))
        return reject(*reason);
    Admitted admitted;
    admitted.device = device;
    admitted.ts = envelope.ts.value_or(envelope.receivedAt);
    if (envelope.metrics.size() > MetricNames::kMostMetricsOfMessage)
        return reject(RejectReason::TooManyMetrics);
    if (!MetricAdmission(*device, m_missing).take(envelope, admitted))
        return Unready{};
    return admitted;
}

} // namespace pulse::ingest
