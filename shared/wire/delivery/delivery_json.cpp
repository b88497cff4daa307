// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/delivery/delivery_json.h"

#include "model/words.h"
#include "wire/core/json.h"

namespace pulse::wire {

using namespace Qt::StringLiterals;

QJsonObject toJson(const model::Delivery &delivery)
{
    return {{u"job_id"_s, delivery.jobId},
            {u"alert_id"_s, delivery.alertId},
            {u"transition_id"_s, QString::number(delivery.transition.value)},
            {u"event"_s, QString(model::word(delivery.event))},
            {u"status"_s, QString(model::word(delivery.status))},
            {u"attempts"_s, delivery.attempts},
            {u"next_attempt_at"_s, toJson(delivery.nextAttemptAt)},
            {u"last_error"_s, orNull(delivery.lastError)},
            {u"integration_id"_s, orNull(delivery.integrationId)},
            {u"integration_name"_s, orNull(delivery.integrationName)},
            {u"route_id"_s, orNull(delivery.routeId)},
            {u"created_at"_s, toJson(delivery.createdAt)},
            {u"updated_at"_s, toJson(delivery.updatedAt)}};
}

QJsonObject toJson(const model::IntegrationHealth &health, Instant now)
{
    return {{u"circuit"_s, QString(model::word(health.circuit(now)))},
            {u"failures"_s, health.failures},
            {u"failing_since"_s, toJson(health.failingSince)},
            {u"next_attempt_at"_s, toJson(health.openUntil)},
            {u"last_error"_s, health.lastError},
            {u"updated_at"_s, toJson(health.updatedAt)}};
}

QJsonObject toJson(const model::DeliveryAttempt &attempt)
{
    return {{u"job_id"_s, attempt.jobId},
            {u"attempt_no"_s, attempt.attemptNo},
            {u"ok"_s, attempt.isOk},
            {u"http_status"_s,
             attempt.httpStatus ? QJsonValue(*attempt.httpStatus) : QJsonValue(QJsonValue::Null)},
            {u"latency_ms"_s, attempt.latencyMs},
            {u"error"_s, orNull(attempt.error)},
            {u"address"_s, orNull(attempt.address)},
            {u"tls"_s, orNull(attempt.tls)},
            {u"reply"_s, orNull(attempt.reply)},
            {u"started_at"_s, toJson(attempt.startedAt)},
            {u"finished_at"_s, toJson(attempt.finishedAt)}};
}

Result<model::DeliveryAttempt> deliveryAttemptFrom(const QJsonObject &json)
{
    model::DeliveryAttempt attempt;
    attempt.jobId = json.value(u"job_id"_s).toInteger();
    const auto finishedAt = instantFrom(json.value(u"finished_at"_s));
    if (attempt.jobId == 0 || !finishedAt)
        return invalidField(attempt.jobId == 0 ? u"job_id"_s : u"finished_at"_s, u"not a delivery attempt"_s);
    attempt.attemptNo = json.value(u"attempt_no"_s).toInt();
    attempt.isOk = json.value(u"ok"_s).toBool();
    if (json.value(u"http_status"_s).isDouble())
        attempt.httpStatus = json.value(u"http_status"_s).toInt();
    attempt.latencyMs = json.value(u"latency_ms"_s).toInt();
    attempt.error = json.value(u"error"_s).toString();
    attempt.address = json.value(u"address"_s).toString();
    attempt.tls = json.value(u"tls"_s).toString();
    attempt.reply = json.value(u"reply"_s).toString();
    attempt.finishedAt = *finishedAt;
    attempt.startedAt = instantFrom(json.value(u"started_at"_s)).value_or(*finishedAt);
    return attempt;
}

} // namespace pulse::wire
