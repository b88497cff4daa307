// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/delivery_json.h"

#include "wire/json.h"

namespace pulse::wire {

using namespace Qt::StringLiterals;

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
    attempt.finishedAt = *finishedAt;
    attempt.startedAt = instantFrom(json.value(u"started_at"_s)).value_or(*finishedAt);
    return attempt;
}

} // namespace pulse::wire
