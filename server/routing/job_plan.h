// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A transition, the tenant's routes and which of them were told of the alert in; the jobs to insert out: one
// for each route that matches. Called only when an alert changed, so nothing is planned twice and nothing is
// planned late.
#pragma once

#include "base/ids.h"
#include "model/alert_change.h"
#include "model/announcement.h"
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
// The jobs' ids are the caller's to give. `told`: of this alert; what follows an opening that was given up is
// planned as dead as that, to be sent again with it.
std::vector<model::NewJob> plan(std::span<const model::Route> routes, const TransitionFacts &transition,
                                std::span<const model::Announcement> told);

// Of `told`, what the integration was told that this route leads to; null: nothing.
const model::Announcement *toldBy(const model::Route &route, std::span<const model::Announcement> told);

// About how many jobs that will be; of the alert, only what routes look at need be there.
size_t countPlanned(std::span<const model::Route> routes, const AlertFacts &alert, model::DeliverOn event);

} // namespace pulse::routing
