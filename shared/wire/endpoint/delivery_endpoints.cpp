// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/alerts/system_alert_json.h"
#include "wire/delivery/delivery_json.h"
#include "wire/endpoint/endpoints.h"

namespace pulse::wire {

using namespace Qt::StringLiterals;

namespace {

QJsonObject resendBody()
{
    return ObjectSchema(u"Which of the dead."_s)
        .add(u"integration_id"_s, kinds::orNull(kinds::uuid()).schema, {}, false)
        .add(u"alert_id"_s, {{u"type"_s, QJsonArray{u"integer"_s, u"string"_s, u"null"_s}}}, {}, false)
        .add(u"from"_s, kinds::orNull(kinds::time()).schema, u"Made at or after."_s, false)
        .add(u"to"_s, kinds::orNull(kinds::time()).schema, u"Made before."_s, false)
        .open();
}

QJsonObject resent()
{
    return ObjectSchema()
        .add(u"tenant_id"_s, kinds::text().schema, {})
        .add(u"resent"_s, kinds::count().schema, {})
        .add(u"skipped"_s, kinds::count().schema, {})
        .add(u"is_all"_s, kinds::truth().schema, u"false: there are more; ask again."_s)
        .open();
}

QList<QueryParameter> deliveryFilter()
{
    return {wordParameter("status"_L1, model::words<model::JobStatus>(),
                          "Of this status; FAILED are the dead ones."_L1),
            textParameter("integration_id"_L1, "To this integration."_L1),
            idParameter("alert_id"_L1, "Of this alert."_L1), timeParameter("from"_L1, "Made at or after."_L1),
            timeParameter("to"_L1, "Made before."_L1)};
}

} // namespace

QList<Endpoint> deliveryEndpoints()
{
    const QJsonObject delivery = kinds::reference(u"Delivery"_s);
    const QJsonObject attempts = kinds::arrayOf(kinds::reference(deliveryAttemptNoun().name));
    QJsonObject statusAttempt = ObjectSchema()
                                    .include(deliveryAttemptNoun().schema())
                                    .add(u"tenant_id"_s, kinds::text().schema, {})
                                    .open();
    return {
        Endpoint{EndpointId::DeliveryStatus, "GET"_L1, "/customer/delivery-status"_L1, Access::Customer,
                 u"deliveryStatus"_s, "The newest attempts at deliveries"_L1}
            .taking({wholeParameter("limit"_L1, {1, 100, 20}, "Most attempts."_L1)})
            .answering(besideTenant(u"attempts"_s, kinds::arrayOf(statusAttempt))),
        Endpoint{EndpointId::Deliveries, "GET"_L1, "/customer/deliveries"_L1, Access::Customer,
                 u"listDeliveries"_s, "Deliveries, newest first"_L1}
            .taking(deliveryFilter())
            .taking(pageParameters(50))
            .answering(listSchema(u"deliveries"_s, delivery)),
        Endpoint{EndpointId::Delivery, "GET"_L1, "/customer/deliveries/{job_id}"_L1, Access::Customer,
                 u"getDelivery"_s, "One delivery with every attempt at it"_L1}
            .answering(ObjectSchema()
                           .add(u"tenant_id"_s, kinds::text().schema, {})
                           .add(u"delivery"_s, delivery, {})
                           .add(u"attempts"_s, attempts, u"Oldest first."_s)
                           .open()),
        Endpoint{EndpointId::ResendDelivery, "POST"_L1, "/customer/deliveries/{job_id}/resend"_L1,
                 Access::CustomerAdmin, u"resendDelivery"_s, "Send a dead delivery again"_L1}
            .answering(besideTenant(u"delivery"_s, delivery))
            .conflicting()
            .explained(
                "Under the webhook-id it had, with all its attempts again. 409: not_dead, integration_gone, "
                "or "
                "overtaken, when a later message of its alert has gone to the receiver, who would take the "
                "past "
                "for the present. With an opening goes what died with it, and with that its opening."_L1),
        Endpoint{EndpointId::ResendDeliveries, "POST"_L1, "/customer/deliveries/resend"_L1,
                 Access::CustomerAdmin, u"resendDeliveries"_s, "Send the dead deliveries that match again"_L1}
            .withBody(resendBody())
            .answering(resent())
            .explained("At most 5,000 at once, oldest first; what was overtaken is skipped."_L1),
        Endpoint{EndpointId::IntegrationHealth, "GET"_L1, "/customer/integration-health"_L1, Access::Customer,
                 u"listIntegrationHealth"_s, "Integrations whose receivers do not take what they are sent"_L1}
            .answering(ObjectSchema()
                           .add(u"tenant_id"_s, kinds::text().schema, {})
                           .add(u"integrations"_s,
                                kinds::arrayOf(kinds::reference(failingIntegrationNoun().name)), {})
                           .add(u"count"_s, kinds::count().schema, {})
                           .open())};
}

} // namespace pulse::wire
