// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/admission.h"

#include "ingest/metric_admission.h"

namespace pulse::ingest {

using model::RejectReason;

namespace {

// A last will says that its device is gone, whatever topic it comes on; and the broker sends it, not the
// device.
bool isSignOfLife(const Envelope &envelope)
{
    return envelope.said ? envelope.said->isOnline : !envelope.isStatus;
}

// The checks on the token, which a status message may leave to the connection.
std::optional<RejectReason> tokenFault(const Envelope &envelope, const model::RegisteredDevice &device)
{
    if (envelope.isStatus && envelope.isFromItsDevice && !envelope.tokenHash)
        return std::nullopt;
    if (!device.tokenHash)
        return RejectReason::TokenNotSet;
    if (!envelope.tokenHash)
        return RejectReason::TokenMissing;
    return *envelope.tokenHash == *device.tokenHash ? std::nullopt
                                                    : std::optional(RejectReason::TokenInvalid);
}

// What is wrong apart from rate, time and metrics. A status message needs no site.
std::optional<RejectReason> faultOf(const Envelope &envelope, const Sender &sender)
{
    const int mostBytes = sender.tenant ? sender.tenant->config.settings.maxPayloadBytes
                                        : model::TenantSettings().maxPayloadBytes;
    if (envelope.payload.size() > mostBytes)
        return RejectReason::PayloadTooLarge;
    if (envelope.malformed)
        return envelope.malformed;
    if (!envelope.payloadTenantId.isEmpty() && envelope.payloadTenantId != envelope.tenantId)
        return RejectReason::TenantMismatch;
    if (envelope.siteId.isEmpty() && !envelope.isStatus)
        return RejectReason::MissingSiteId;
    if (!sender.device)
        return RejectReason::UnregisteredDevice;
    const model::RegisteredDevice &device = sender.device->registered;
    if (!device.isActive)
        return RejectReason::DeviceRevoked;
    if (device.siteId != envelope.siteId && !envelope.siteId.isEmpty())
        return RejectReason::SiteMismatch;
    return tokenFault(envelope, device);
}

} // namespace

Sender Admitter::senderOf(const Envelope &envelope) const
{
    Sender sender;
    if (!envelope.tenantId.isEmpty())
        sender.tenant = m_registry.findTenant(envelope.tenantId);
    if (!sender.tenant || !sender.tenant->versions.isActive)
        return sender;
    const auto found = sender.tenant->devices.find(envelope.deviceId);
    if (found == sender.tenant->devices.end())
        return sender;
    sender.device = found->second.get();
    const model::RegisteredDevice &device = sender.device->registered;
    const bool isTokenRight =
        device.tokenHash && envelope.tokenHash && *envelope.tokenHash == *device.tokenHash;
    sender.isProven = device.isActive && (isTokenRight || envelope.isFromItsDevice);
    return sender;
}

// What is handed over again may have been heard before; what a broker replays was said long ago.
Admission Admitter::refuse(Envelope &envelope, const Sender &sender, RejectReason fault) const
{
    if (envelope.isReplay)
        return Rejected{sender, fault, false};
    Rejected rejected{sender, fault};
    if (!sender.isProven)
        return limitStranger(envelope, rejected);
    rejected.isHeard = !envelope.isDuplicate && isSignOfLife(envelope);
    if (fault != RejectReason::StoreRejected && !passesRate(envelope, *sender.device))
        rejected.reason = RejectReason::RateLimited;
    return rejected;
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
    return {rejected.sender, RejectReason::RateLimited, false};
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
    if (!envelope.ts)
        return envelope.hasBadTime && settings.strictTime ? std::optional(RejectReason::BadTimestamp)
                                                          : std::nullopt;
    if (*envelope.ts > envelope.receivedAt + settings.futureAccept)
        return RejectReason::BadTimestamp;
    if (*envelope.ts < envelope.receivedAt - settings.lateAccept)
        return RejectReason::TooOld;
    return std::nullopt;
}

Admission Admitter::admit(Envelope &envelope)
{
    const Sender sender = senderOf(envelope);
    const auto reject = [&](RejectReason reason) { return refuse(envelope, sender, reason); };
    if (envelope.isReplay)
        return reject(RejectReason::RetainedReplay);
    if (const auto fault = faultOf(envelope, sender))
        return reject(*fault);
    Device *device = sender.device;
    if (!passesRate(envelope, *device))
        return reject(RejectReason::RateLimited);
    if (envelope.isStatus)
        return Stated{device};
    if (const auto reason = checkTime(envelope, device->tenant->config.settings))
        return reject(*reason);
    Admitted admitted;
    admitted.device = device;
    admitted.ts = envelope.ts.value_or(envelope.receivedAt);
    admitted.isTimeReplaced = envelope.hasBadTime;
    if (envelope.metrics.size() > MetricNames::kMostMetricsOfMessage)
        return reject(RejectReason::TooManyMetrics);
    if (!MetricAdmission(*device, m_missing).take(envelope, admitted))
        return Unready{};
    return admitted;
}

} // namespace pulse::ingest
