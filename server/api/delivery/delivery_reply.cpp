// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/delivery/delivery_reply.h"

#include "delivery/job/channel.h"
#include "wire/delivery/delivery_json.h"

#include <QJsonArray>

namespace pulse::api {

using namespace Qt::StringLiterals;

QJsonObject deliveryJson(const model::Delivery &delivery)
{
    QJsonObject json = wire::toJson(delivery);
    json.insert(u"webhook_id"_s, delivery::messageId(delivery.transition, delivery.route));
    return json;
}

QJsonObject triedDeliveryJson(const model::Delivery &delivery, const QList<model::DeliveryAttempt> &attempts)
{
    QJsonArray items;
    for (const model::DeliveryAttempt &attempt : attempts)
        items.append(wire::toJson(attempt));
    return {{u"delivery"_s, deliveryJson(delivery)}, {u"attempts"_s, items}};
}

} // namespace pulse::api
