// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/alerts/system_alert_json.h"

#include "model/words.h"
#include "wire/core/json.h"

namespace pulse::wire {

using namespace Qt::StringLiterals;

QJsonObject toJson(const model::SystemAlert &alert)
{
    return {{u"system_alert_id"_s, QString::number(alert.systemAlertId)},
            {u"tenant_id"_s, orNull(alert.tenantId)},
            {u"kind"_s, QString(model::word(alert.kind))},
            {u"subject"_s, orNull(alert.subject)},
            {u"severity"_s, alert.severity},
            {u"summary"_s, alert.summary},
            {u"details"_s, alert.details},
            {u"status"_s, QString(model::word(alert.status()))},
            {u"raised_at"_s, toJson(alert.raisedAt)},
            {u"updated_at"_s, toJson(alert.updatedAt)},
            {u"cleared_at"_s, toJson(alert.clearedAt)},
            {u"acknowledged_at"_s, toJson(alert.acknowledgedAt)},
            {u"acknowledged_by"_s, orNull(alert.acknowledgedBy)}};
}

Result<model::SystemAlert> systemAlertFrom(const QJsonObject &json)
{
    model::SystemAlert alert;
    alert.systemAlertId = json.value(u"system_alert_id"_s).toString().toLongLong();
    const auto raisedAt = instantFrom(json.value(u"raised_at"_s));
    if (alert.systemAlertId == 0 || !raisedAt)
        return invalidField(alert.systemAlertId == 0 ? u"system_alert_id"_s : u"raised_at"_s,
                            u"not a system alert"_s);
    alert.tenantId = json.value(u"tenant_id"_s).toString();
    alert.kind = model::fromWord<model::SystemAlertKind>(json.value(u"kind"_s).toString())
                     .value_or(model::SystemAlertKind::Other);
    alert.subject = json.value(u"subject"_s).toString();
    alert.severity = json.value(u"severity"_s).toInt(3);
    alert.summary = json.value(u"summary"_s).toString();
    alert.details = json.value(u"details"_s).toObject();
    alert.raisedAt = *raisedAt;
    alert.updatedAt = instantFrom(json.value(u"updated_at"_s)).value_or(*raisedAt);
    alert.clearedAt = instantFrom(json.value(u"cleared_at"_s));
    alert.acknowledgedAt = instantFrom(json.value(u"acknowledged_at"_s));
    alert.acknowledgedBy = json.value(u"acknowledged_by"_s).toString();
    return alert;
}

} // namespace pulse::wire
