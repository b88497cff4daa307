// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Does a route want this alert's transition? All terms must hold; an empty list or an absent minimum holds
// for all. A receiver that was told that an alert is open is also told of its acknowledgement and its end,
// even if the route has changed meanwhile and no longer matches: it may keep a ticket that must be closed.
// One that was not told of the opening is told of neither, unless its route never asks for openings.
//
// Severities are named by class (model/severity.h: CRITICAL is 5, WARNING 3 and 4, INFO 1 and 2) or by
// number, so that every one of the five can be asked for and none slips past the filter.
#pragma once

#include "model/route.h"
#include "routing/alert_facts.h"

#include <QLatin1StringView>

namespace pulse::routing {

// The first term that does not hold, in this order; for people who ask why nothing came.
enum class RouteVerdict {
    Match,
    OtherTenant,
    Disabled,
    DeliverOn,
    MinSeverity,
    Severity,
    AlertType,
    Site,
    DevicePrefix,
    Rule,
    NotTold,
};

// `isTold`: the route's integration was told that the alert is open.
RouteVerdict judge(const model::Route &route, const AlertFacts &alert, model::DeliverOn event, bool isTold);

// The route's field behind a verdict: deliver_on, min_severity …; "match" for Match, "not_announced" for
// NotTold.
QLatin1StringView word(RouteVerdict verdict);

// The verdict in a sentence, for people.
QString explanation(RouteVerdict verdict, const model::Route &route, const AlertFacts &alert,
                    model::DeliverOn event);

} // namespace pulse::routing
