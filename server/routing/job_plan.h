// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A transition and the tenant's routes in, the jobs to insert out: one for each route that matches. Called
// only when an alert changed, so nothing is planned twice and nothing is planned late.
#pragma once

#include "base/ids.h"
#include "model/alert_change.h"
#include "model/route.h"
#include "routing/alert_facts.h"

#include <span>
#include <vector>

namespace pulse::routing {

// A transition that routes are told of, as alerts/lifecycle says.
struct TransitionFacts {
    TransitionId transition;
    model::DeliverOn event = model::DeliverOn::Open;
    AlertFacts alert;
};

// In order of priority, then of the routes' age; priority orders, it never stops.
// The jobs' ids are the caller's to give.
std::vector<model::NewJob> plan(std::span<const model::Route> routes, const TransitionFacts &transition);

// How many jobs that will be; of the alert, only what routes look at need be there.
size_t countPlanned(std::span<const model::Route> routes, const AlertFacts &alert, model::DeliverOn event);

} // namespace pulse::routing
