// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "routing/job_plan.h"

#include "routing/route_match.h"
#include "routing/webhook_body.h"

#include <algorithm>
#include <tuple>

namespace pulse::routing {

namespace {

bool goesBefore(const model::Route *a, const model::Route *b)
{
    return std::tie(a->priority, a->createdAt, a->key) < std::tie(b->priority, b->createdAt, b->key);
}

} // namespace

const model::Announcement *toldBy(const model::Route &route, std::span<const model::Announcement> told)
{
    const auto found = std::find_if(told.begin(), told.end(), [&route](const model::Announcement &each) {
        return each.route == route.key && each.integration == route.integration;
    });
    return found == told.end() ? nullptr : &*found;
}

std::vector<model::NewJob> plan(std::span<const model::Route> routes, const TransitionFacts &transition,
                                std::span<const model::Announcement> told)
{
    std::vector<const model::Route *> wanting;
    for (const model::Route &route : routes) {
        const bool isTold = toldBy(route, told) != nullptr;
        if (judge(route, transition.alert, transition.event, isTold) == RouteVerdict::Match)
            wanting.push_back(&route);
    }
    if (wanting.empty())
        return {};
    std::sort(wanting.begin(), wanting.end(), goesBefore);
    const QByteArray payload = webhookBody(transition.alert, transition.event);
    std::vector<model::NewJob> jobs;
    jobs.reserve(wanting.size());
    for (const model::Route *route : wanting) {
        const model::Announcement *heard = toldBy(*route, told);
        jobs.push_back(
            {.id = {},
             .tenant = route->tenant,
             .alert = {transition.alert.alertId},
             .transition = transition.transition,
             .route = route->key,
             .integration = route->integration,
             .event = transition.event,
             .payload = payload, // shared between them
             .isUnannounced = transition.event != model::DeliverOn::Open && heard && heard->isGivenUp});
    }
    return jobs;
}

// An estimate without asking the database which routes were told of the opening: taken to be those that would
// be told of it today.
size_t countPlanned(std::span<const model::Route> routes, const AlertFacts &alert, model::DeliverOn event)
{
    return static_cast<size_t>(std::count_if(routes.begin(), routes.end(), [&](const model::Route &route) {
        const bool isTold = event != model::DeliverOn::Open
            && judge(route, alert, model::DeliverOn::Open, false) == RouteVerdict::Match;
        return judge(route, alert, event, isTold) == RouteVerdict::Match;
    }));
}

} // namespace pulse::routing
