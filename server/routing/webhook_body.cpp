// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "routing/webhook_body.h"

#include "model/words.h"

#include <QJsonDocument>

namespace pulse::routing {

using namespace Qt::StringLiterals;

namespace {

QString timeText(Instant instant) { return QString::fromLatin1(toRfc3339(instant)); }

} // namespace

QByteArray webhookBody(const AlertFacts &alert, model::DeliverOn event)
{
    QJsonObject body{{u"alert_id"_s, alert.alertId},
                     {u"tenant_id"_s, alert.tenantId},
                     {u"site_id"_s, alert.siteId},
                     {u"device_id"_s, alert.deviceId},
                     {u"alert_type"_s, QString(model::word(alert.type))},
                     {u"severity"_s, alert.severity},
                     {u"confidence"_s, alert.confidence},
                     {u"summary"_s, alert.summary},
                     {u"status"_s, QString(model::word(event))},
                     {u"created_at"_s, timeText(alert.createdAt)},
                     {u"details"_s, alert.details}};
    if (event == model::DeliverOn::Closed && alert.clearedAt)
        body.insert(u"closed_at"_s, timeText(*alert.clearedAt));
    return QJsonDocument(body).toJson(QJsonDocument::Compact);
}

} // namespace pulse::routing
