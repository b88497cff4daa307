// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/alerts/alert_json.h"

#include "model/words.h"
#include "wire/core/json.h"

namespace pulse::wire {

using namespace Qt::StringLiterals;

QJsonObject toJson(const model::Alert &alert)
{
    return {{u"alert_id"_s, alert.alertId},
            {u"tenant_id"_s, alert.tenantId},
            {u"device_id"_s, alert.deviceId},
            {u"site_id"_s, alert.siteId},
            {u"alert_type"_s, QString(model::word(alert.type))},
            {u"fingerprint"_s, alert.fingerprint},
            {u"severity"_s, alert.severity},
            {u"confidence"_s, alert.confidence},
            {u"summary"_s, alert.summary},
            {u"details"_s, alert.details},
            {u"status"_s, QString(model::word(alert.status()))},
            {u"created_at"_s, toJson(alert.createdAt)},
            {u"updated_at"_s, toJson(alert.updatedAt)},
            {u"closed_at"_s, toJson(alert.clearedAt)},
            {u"opened_ts"_s, toJson(alert.openedTs)},
            {u"cleared_ts"_s, toJson(alert.clearedTs)},
            {u"acknowledged_at"_s, toJson(alert.acknowledgedAt)},
            {u"acknowledged_by"_s, orNull(alert.acknowledgedBy)},
            {u"shelved_until"_s, toJson(alert.shelf ? std::optional(alert.shelf->until) : std::nullopt)},
            {u"shelve_reason"_s, orNull(alert.shelf ? alert.shelf->reason : QString())},
            {u"shelved_by"_s, orNull(alert.shelf ? alert.shelf->by : QString())},
            {u"shelve_is_one_shot"_s, alert.shelf && alert.shelf->isOneShot},
            {u"is_announced"_s, alert.isAnnounced}};
}

Result<model::Alert> alertFrom(const QJsonObject &json)
{
    model::Alert alert;
    alert.alertId = json.value(u"alert_id"_s).toInteger();
    const auto type = model::fromWord<model::AlertType>(json.value(u"alert_type"_s).toString());
    const auto createdAt = instantFrom(json.value(u"created_at"_s));
    if (alert.alertId == 0 || !type || !createdAt)
        return invalidField(alert.alertId == 0 ? u"alert_id"_s
                                : !type        ? u"alert_type"_s
                                               : u"created_at"_s,
                            u"not an alert"_s);
    alert.tenantId = json.value(u"tenant_id"_s).toString();
    alert.deviceId = json.value(u"device_id"_s).toString();
    alert.siteId = json.value(u"site_id"_s).toString();
    alert.type = *type;
    alert.fingerprint = json.value(u"fingerprint"_s).toString();
    alert.severity = json.value(u"severity"_s).toInt(3);
    alert.confidence = json.value(u"confidence"_s).toDouble(1.0);
    alert.summary = json.value(u"summary"_s).toString();
    alert.details = json.value(u"details"_s).toObject();
    alert.createdAt = *createdAt;
    alert.updatedAt = instantFrom(json.value(u"updated_at"_s)).value_or(*createdAt);
    alert.clearedAt = instantFrom(json.value(u"closed_at"_s));
    alert.openedTs = instantFrom(json.value(u"opened_ts"_s)).value_or(*createdAt);
    alert.clearedTs = instantFrom(json.value(u"cleared_ts"_s));
    alert.acknowledgedAt = instantFrom(json.value(u"acknowledged_at"_s));
    alert.acknowledgedBy = json.value(u"acknowledged_by"_s).toString();
    if (const auto until = instantFrom(json.value(u"shelved_until"_s)))
        alert.shelf = {*until, json.value(u"shelve_reason"_s).toString(),
                       json.value(u"shelved_by"_s).toString(), json.value(u"shelve_is_one_shot"_s).toBool()};
    alert.isAnnounced = json.value(u"is_announced"_s).toBool(true);
    return alert;
}

} // namespace pulse::wire
