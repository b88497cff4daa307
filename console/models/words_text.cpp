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

QString severityText(int severity)
{
    switch (model::severityClass(severity)) {
    case model::SeverityClass::Critical: return Words::tr("Critical");
    case model::SeverityClass::Warning: return Words::tr("Warning");
    case model::SeverityClass::Info: return Words::tr("Info");
    }
    Q_UNREACHABLE();
}

} // namespace pulse::models
