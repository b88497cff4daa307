// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/alerts/explain_json.h"

namespace pulse::wire {

using namespace Qt::StringLiterals;

const Noun<RouteOutcome> &routeOutcomeNoun()
{
    using model::Route;
    static const Noun<RouteOutcome> noun{
        u"RouteOutcome"_s,
        u"One transition and one route, judged by the route as it is now; job_id says what was planned then."_s,
        {member("route_id"_L1, &RouteOutcome::route, &Route::routeId, kinds::text(), {}),
         member("name"_L1, &RouteOutcome::route, &Route::name, kinds::text(), {}),
         member("integration_id"_L1, &RouteOutcome::route, &Route::integrationId, kinds::text(), {}),
         member("integration_name"_L1, &RouteOutcome::route, &Route::integrationName, kinds::text(), {}),
         member("transition_id"_L1, &RouteOutcome::transitionId, kinds::idText(), {}),
         member("event"_L1, &RouteOutcome::event, kinds::word<model::DeliverOn>(), {}),
         member("matched"_L1, &RouteOutcome::isMatched, kinds::truth(), {}),
         member(
             "reason"_L1, &RouteOutcome::reason, kinds::text(),
             "match, or what stood in the way: enabled, integration, deliver_on, min_severity, severities, alert_types, site_ids, device_prefixes, rule_ids, shelved, not_announced, closed."_L1),
         member("explanation"_L1, &RouteOutcome::explanation, kinds::text(), "For people."_L1),
         member("job_id"_L1, &RouteOutcome::jobId, kinds::orNull(kinds::idNumber()), {})}};
    return noun;
}

} // namespace pulse::wire
