// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What stands in the banner across the window: the one thing that somebody who looks at values must know
// first. A pure function of what is known.
#pragma once

#include "client/live_socket.h"
#include "model/severity.h"
#include "model/system_alert.h"

#include <QList>

namespace pulse::models {

struct ServiceNotice {
    enum class Action { None, Retry, ShowSystemAlerts };
    QString text;
    model::SeverityClass severity = model::SeverityClass::Warning;
    Action action = Action::None;
    bool operator==(const ServiceNotice &) const = default;
};

struct ServiceKnowledge {
    client::LiveLink link;
    std::optional<model::ServiceState> service;
    QList<model::SystemAlert> systemAlerts; // that nobody has acknowledged; operators only
};

std::optional<ServiceNotice> noticeOf(const ServiceKnowledge &known, const QDateTime &now);

} // namespace pulse::models
