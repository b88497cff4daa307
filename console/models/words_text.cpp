// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/words_text.h"

#include "model/severity.h"

#include <QCoreApplication>

namespace pulse::models {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Words)
};

} // namespace

QString text(model::DeviceStatus status)
{
    switch (status) {
    case model::DeviceStatus::Online: return Words::tr("Online");
    case model::DeviceStatus::Stale: return Words::tr("Stale");
    case model::DeviceStatus::Revoked: return Words::tr("Revoked");
    }
    Q_UNREACHABLE();
}

QString text(model::StatusReason reason)
{
    switch (reason) {
    case model::StatusReason::Silent: return Words::tr("silent");
    case model::StatusReason::Offline: return Words::tr("said it is offline");
    case model::StatusReason::NeverSeen: return Words::tr("never heard");
    case model::StatusReason::Revoked: return Words::tr("revoked");
    }
    Q_UNREACHABLE();
}

QString text(model::RejectReason reason)
{
    switch (reason) {
    case model::RejectReason::PayloadTooLarge: return Words::tr("Too large");
    case model::RejectReason::BadTopicFormat: return Words::tr("Wrong topic");
    case model::RejectReason::BadJson: return Words::tr("Not readable");
    case model::RejectReason::UnknownMessageType: return Words::tr("Unknown type");
    case model::RejectReason::TenantMismatch: return Words::tr("Another tenant");
    case model::RejectReason::MissingSiteId: return Words::tr("No site");
    case model::RejectReason::UnregisteredDevice: return Words::tr("Not registered");
    case model::RejectReason::DeviceRevoked: return Words::tr("Revoked");
    case model::RejectReason::SiteMismatch: return Words::tr("Another site");
    case model::RejectReason::TokenNotSet: return Words::tr("No token is set");
    case model::RejectReason::TokenMissing: return Words::tr("Without its token");
    case model::RejectReason::TokenInvalid: return Words::tr("Wrong token");
    case model::RejectReason::RateLimited: return Words::tr("Too many");
    case model::RejectReason::BadTimestamp: return Words::tr("Time not valid");
    case model::RejectReason::TooOld: return Words::tr("Too old");
    case model::RejectReason::UnsupportedMetric: return Words::tr("Unsupported metric");
    case model::RejectReason::TooManyMetrics: return Words::tr("Too many metrics");
    case model::RejectReason::StoreRejected: return Words::tr("Could not be stored");
    case model::RejectReason::BadStatus: return Words::tr("Unknown status");
    case model::RejectReason::RetainedReplay: return Words::tr("Kept by the broker");
    }
    Q_UNREACHABLE();
}

QString text(model::AlertStatus status)
{
    switch (status) {
    case model::AlertStatus::Open: return Words::tr("Open");
    case model::AlertStatus::Acknowledged: return Words::tr("Acknowledged");
    case model::AlertStatus::Closed: return Words::tr("Closed");
    }
    Q_UNREACHABLE();
}

QString text(model::AlertType type)
{
    switch (type) {
    case model::AlertType::Threshold: return Words::tr("Threshold");
    case model::AlertType::NoHeartbeat: return Words::tr("No heartbeat");
    case model::AlertType::MetricSilent: return Words::tr("Metric missing");
    }
    Q_UNREACHABLE();
}

QString text(model::AlertEvent event)
{
    switch (event) {
    case model::AlertEvent::Opened: return Words::tr("Opened");
    case model::AlertEvent::Cleared: return Words::tr("Cleared");
    case model::AlertEvent::Acknowledged: return Words::tr("Acknowledged");
    case model::AlertEvent::Unacknowledged: return Words::tr("Taken back");
    case model::AlertEvent::Shelved: return Words::tr("Shelved");
    case model::AlertEvent::Unshelved: return Words::tr("Unshelved");
    case model::AlertEvent::Commented: return Words::tr("Comment");
    }
    Q_UNREACHABLE();
}

QString text(model::JobStatus status)
{
    switch (status) {
    case model::JobStatus::Pending: return Words::tr("Waiting");
    case model::JobStatus::Processing: return Words::tr("Being sent");
    case model::JobStatus::Completed: return Words::tr("Delivered");
    case model::JobStatus::Failed: return Words::tr("Given up");
    }
    Q_UNREACHABLE();
}

QString text(model::DeliverOn event)
{
    switch (event) {
    case model::DeliverOn::Open: return Words::tr("Opened");
    case model::DeliverOn::Closed: return Words::tr("Closed");
    case model::DeliverOn::Acknowledged: return Words::tr("Acknowledged");
    }
    Q_UNREACHABLE();
}

QString actorText(const QString &actor)
{
    if (actor.startsWith(QLatin1String("user:")))
        return actor.mid(5);
    return actor.startsWith(QLatin1String("rule:")) ? Words::tr("the rule") : Words::tr("Pulse");
}

QString severityText(int severity)
{
    switch (model::severityClass(severity)) {
    case model::SeverityClass::Critical: return Words::tr("Critical");
    case model::SeverityClass::Warning: return Words::tr("Warning");
    case model::SeverityClass::Info: return Words::tr("Info");
    }
    Q_UNREACHABLE();
}

Tone toneOf(model::DeviceStatus status)
{
    constexpr Tone kTones[] = {Tone::Ok, Tone::Warn, Tone::Neutral};
    return kTones[static_cast<size_t>(status)];
}

Tone toneOf(model::AlertStatus status)
{
    constexpr Tone kTones[] = {Tone::Danger, Tone::Info, Tone::Neutral};
    return kTones[static_cast<size_t>(status)];
}

Tone toneOf(model::JobStatus status)
{
    constexpr Tone kTones[] = {Tone::Warn, Tone::Info, Tone::Ok, Tone::Danger};
    return kTones[static_cast<size_t>(status)];
}

Tone severityTone(int severity)
{
    constexpr Tone kTones[] = {Tone::Info, Tone::Warn, Tone::Danger};
    return kTones[static_cast<size_t>(model::severityClass(severity))];
}

} // namespace pulse::models
