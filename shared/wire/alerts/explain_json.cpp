// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/alerts/explain_json.h"

#include "model/words.h"

namespace pulse::wire {

using namespace Qt::StringLiterals;

QJsonObject toJson(const RouteOutcome &outcome)
{
    return {{u"route_id"_s, outcome.route.routeId},
            {u"name"_s, outcome.route.name},
            {u"integration_id"_s, outcome.route.integrationId},
            {u"integration_name"_s, outcome.route.integrationName},
            {u"transition_id"_s, QString::number(outcome.transitionId)},
            {u"event"_s, QString(model::word(outcome.event))},
            {u"matched"_s, outcome.isMatched},
            {u"reason"_s, outcome.reason},
            {u"explanation"_s, outcome.explanation},
            {u"job_id"_s, outcome.jobId ? QJsonValue(*outcome.jobId) : QJsonValue()}};
}

} // namespace pulse::wire
