// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/admission.h"

#include <algorithm>

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

void Admitter::internSet(Tenant &tenant, Admitted &admitted, bool &isReady,
                         std::optional<RejectReason> &reason) const
{
    std::vector<model::MetricCode> codes;
    codes.reserve(admitted.metrics.size());
    for (const model::MetricValue &value : admitted.metrics)
        codes.push_back(value.code);
    admitted.metricSet = tenant.metrics.find(codes);
    if (admitted.metricSet.isValid())
        return;
    if (tenant.metrics.isFullOfSets()) {
        reason = RejectReason::TooManyMetrics;
        return;
    }
    auto &missing = m_missing.sets[tenant.versions.key];
    if (tenant.metrics.setCount() + missing.size() < MetricNames::kMostSets)
        missing.insert(std::move(codes));
    isReady = false;
}

std::optional<RejectReason> Admitter::takeMetrics(const Envelope &envelope, Tenant &tenant,
                                                  Admitted &admitted, bool &isReady) const
{
    if (envelope.metrics.size() > MetricNames::kMostMetricsOfMessage)
        return RejectReason::TooManyMetrics;
    const bool widens = tenant.metrics.widensIntegers();
    for (const DecodedMetric &metric : envelope.metrics) {
        if (!metric.isSupported) {
            admitted.droppedMetrics.push_back(RejectReason::UnsupportedMetric);
            continue;
        }
        const MetricKey key = tenant.metrics.find(metric.name);
        if (!key.isValid()) {
            if (tenant.metrics.isFullOfNames()) {
                admitted.droppedMetrics.push_back(RejectReason::TooManyMetrics);
                continue;
            }
            // Beyond the limit it waits too: once the others are interned it is one too many.
            auto &missing = m_missing.names[tenant.versions.key];
            if (tenant.metrics.nameCount() + missing.size() < MetricNames::kMostNames)
                missing.insert(metric.name.toByteArray());
            isReady = false;
            continue;
        }
        const bool isWidened = widens && metric.kind == model::MetricKind::Integer;
        const auto kind = isWidened ? model::MetricKind::Number : metric.kind;
        admitted.metrics.push_back({model::MetricCode::of(key, kind), metric.value});
    }
    // By metric; of a name that a message has twice, the last counts.
    const auto byMetric = [](const auto &a, const auto &b) { return a.code.metric() < b.code.metric(); };
    std::stable_sort(admitted.metrics.begin(), admitted.metrics.end(), byMetric);
    const auto isReplaced = [](const auto &next, const auto &previous) {
        return next.code.metric() == previous.code.metric();
    };
    const auto first = std::unique(admitted.metrics.rbegin(), admitted.metrics.rend(), isReplaced);
    admitted.metrics.erase(admitted.metrics.begin(), first.base());
    std::optional<RejectReason> reason;
    if (isReady && !admitted.metrics.empty())
        internSet(tenant, admitted, isReady, reason);
    return reason;
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
    bool isReady = true;
    if (const auto reason = takeMetrics(envelope, *device->tenant, admitted, isReady))
        return reject(*reason);
    if (!isReady)
        return Unready{};
    return admitted;
}

} // namespace pulse::ingest
