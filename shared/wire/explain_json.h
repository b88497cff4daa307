// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Why something was sent or was not: one route and one transition of an alert.
#pragma once

#include "model/delivery.h"
#include "model/route.h"

#include <QJsonObject>

namespace pulse::wire {

struct RouteOutcome {
    model::Route route; // as it is now
    qint64 transitionId = 0;
    model::DeliverOn event = model::DeliverOn::Open; // what the transition is to a route
    bool isMatched = false;
    QString reason; // match, or what stood in the way: enabled, deliver_on, min_severity …, shelved,
                    // not_announced
    QString explanation;
    std::optional<qint64> jobId; // what was planned then
};

QJsonObject toJson(const RouteOutcome &outcome);

// {"job_id", "transition_id", "route_id", "integration_id", "integration_name", "deliver_on", "status",
//  "next_run_at", "last_error", "created_at", "attempts": [...]}
QJsonObject toJson(const model::DeliveryJob &job);

} // namespace pulse::wire
