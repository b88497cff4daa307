// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/delivery/delivery_json.h"

namespace pulse::wire {

using namespace Qt::StringLiterals;

const Noun<model::Delivery> &deliveryNoun()
{
    using model::Delivery;
    static const Noun<Delivery> noun{
        u"Delivery"_s,
        u"One transition of one alert on its way along one route."_s,
        {member("job_id"_L1, &Delivery::jobId, kinds::idNumber(), {}).identifying(),
         member("alert_id"_L1, &Delivery::alertId, kinds::idNumber(), {}),
         member("transition_id"_L1, &Delivery::transition, kinds::keyText<TransitionId>(),
                "Of the alert's history."_L1),
         member("event"_L1, &Delivery::event, kinds::word<model::DeliverOn>(), {}),
         member("status"_L1, &Delivery::status, kinds::word<model::JobStatus>(),
                "FAILED: dead; it may be sent again."_L1),
         member("attempts"_L1, &Delivery::attempts, kinds::integer(), {}),
         member("next_attempt_at"_L1, &Delivery::nextAttemptAt, kinds::orNull(kinds::time()),
                "Of a pending one; not before."_L1),
         member("last_error"_L1, &Delivery::lastError, kinds::textOrNull(), "As of an attempt."_L1),
         member("integration_id"_L1, &Delivery::integrationId, kinds::textOrNull(), "null: deleted."_L1),
         member("integration_name"_L1, &Delivery::integrationName, kinds::textOrNull(), {}),
         member("route_id"_L1, &Delivery::routeId, kinds::textOrNull(), "null: deleted."_L1),
         member("created_at"_L1, &Delivery::createdAt, kinds::time(), {}),
         member("updated_at"_L1, &Delivery::updatedAt, kinds::time(), {})}};
    return noun;
}

const Noun<model::DeliveryAttempt> &deliveryAttemptNoun()
{
    using model::DeliveryAttempt;
    static const Noun<DeliveryAttempt> noun{
        u"DeliveryAttempt"_s,
        u"One attempt at a delivery, and what became of it."_s,
        {member("job_id"_L1, &DeliveryAttempt::jobId, kinds::idNumber(), {}).identifying(),
         member("attempt_no"_L1, &DeliveryAttempt::attemptNo, kinds::integer(), "From 1."_L1),
         member("ok"_L1, &DeliveryAttempt::isOk, kinds::truth(), {}),
         member("http_status"_L1, &DeliveryAttempt::httpStatus, kinds::orNull(kinds::integer()), {}),
         member("latency_ms"_L1, &DeliveryAttempt::latencyMs, kinds::integer(), {}),
         member("error"_L1, &DeliveryAttempt::error, kinds::textOrNull(), "A code, then detail."_L1),
         member("address"_L1, &DeliveryAttempt::address, kinds::textOrNull(), "What was dialled."_L1),
         member("tls"_L1, &DeliveryAttempt::tls, kinds::textOrNull(),
                "TLSv1.3; null: none, or not reached."_L1),
         member("reply"_L1, &DeliveryAttempt::reply, kinds::textOrNull(), "Its first bytes, redacted."_L1),
         member("started_at"_L1, &DeliveryAttempt::startedAt, kinds::time(), {}),
         member("finished_at"_L1, &DeliveryAttempt::finishedAt, kinds::time(), {}).identifying()}};
    return noun;
}

const Noun<FailingIntegration> &failingIntegrationNoun()
{
    using Failing = FailingIntegration;
    using Health = model::IntegrationHealth;
    static const Noun<Failing> noun{
        u"IntegrationHealth"_s,
        u"What is wrong with an integration's receiver."_s,
        {member("integration_id"_L1, &Failing::integrationId, kinds::uuid(), {}).identifying(),
         member("integration_name"_L1, &Failing::name, kinds::text(), {}),
         derived<Failing>(
             "circuit"_L1, [](const Failing &failing) { return failing.health.circuit(failing.now); },
             kinds::word<model::CircuitState>(),
             "OPEN: nothing is sent; HALF_OPEN: one delivery at a time, until one arrives."_L1),
         member("failures"_L1, &Failing::health, &Health::failures, kinds::integer(),
                "In a row, that another attempt could have mended."_L1),
         member("failing_since"_L1, &Failing::health, &Health::failingSince, kinds::time(), {}),
         member("next_attempt_at"_L1, &Failing::health, &Health::openUntil, kinds::orNull(kinds::time()),
                "When the circuit is half open."_L1),
         member("last_error"_L1, &Failing::health, &Health::lastError, kinds::text(), {}),
         member("updated_at"_L1, &Failing::health, &Health::updatedAt, kinds::time(), {})}};
    return noun;
}

} // namespace pulse::wire
