// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which deliveries a transition of an alert causes: one job for each matching route of its tenant. It runs in
// the transaction that changes the alert, so no transition is planned twice, and none later than it happened.
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
// The caller gives the jobs their ids. `told`: who was told that this alert is open. Where that delivery was
// given up, jobs for what follows are planned as given up, too, and sent again together with it.
std::vector<model::NewJob> plan(std::span<const model::Route> routes, const TransitionFacts &transition,
                                std::span<const model::Announcement> told);

// Of `told`, what the integration was told that this route leads to; null: nothing.
const model::Announcement *toldBy(const model::Route &route, std::span<const model::Announcement> told);

// About how many jobs that will be; of the alert, only what routes look at need be there.
size_t countPlanned(std::span<const model::Route> routes, const AlertFacts &alert, model::DeliverOn event);

} // namespace pulse::routing
