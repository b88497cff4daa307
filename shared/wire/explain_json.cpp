// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/explain_json.h"

#include "model/words.h"
#include "wire/delivery_json.h"
#include "wire/json.h"

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

QJsonObject toJson(const model::DeliveryJob &job)
{
    QJsonArray attempts;
    for (const model::DeliveryAttempt &attempt : job.attempts)
        attempts.append(toJson(attempt));
    return {{u"job_id"_s, job.jobId},
            {u"transition_id"_s, QString::number(job.transitionId)},
            {u"route_id"_s, orNull(job.routeId)},
            {u"integration_id"_s, orNull(job.integrationId)},
            {u"integration_name"_s, orNull(job.integrationName)},
            {u"deliver_on"_s, QString(model::word(job.event))},
            {u"status"_s, QString(model::word(job.status))},
            {u"next_run_at"_s, toJson(job.nextRunAt)},
            {u"last_error"_s, orNull(job.lastError)},
            {u"created_at"_s, toJson(job.createdAt)},
            {u"attempts"_s, attempts}};
}

} // namespace pulse::wire
