// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Why a route was or was not told of a transition, on the wire.
#pragma once

#include "model/delivery.h"
#include "model/route.h"
#include "wire/core/noun.h"

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

const Noun<RouteOutcome> &routeOutcomeNoun();
inline QJsonObject toJson(const RouteOutcome &outcome) { return routeOutcomeNoun().json(outcome); }

} // namespace pulse::wire
