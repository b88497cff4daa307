// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Deliveries, attempts at them (predecessor §11.1), and what is wrong with an integration, on the wire.
#pragma once

#include "model/delivery.h"
#include "model/integration_health.h"
#include "wire/core/noun.h"

namespace pulse::wire {

const Noun<model::Delivery> &deliveryNoun(); // without its message id, which delivery makes
inline QJsonObject toJson(const model::Delivery &delivery) { return deliveryNoun().json(delivery); }

const Noun<model::DeliveryAttempt> &deliveryAttemptNoun();
inline QJsonObject toJson(const model::DeliveryAttempt &attempt)
{
    return deliveryAttemptNoun().json(attempt);
}

// What is wrong with an integration's receiver, as of `now`.
struct FailingIntegration {
    QString integrationId;
    QString name;
    model::IntegrationHealth health;
    Instant now;
};
const Noun<FailingIntegration> &failingIntegrationNoun();
inline QJsonObject toJson(const FailingIntegration &failing)
{
    return failingIntegrationNoun().json(failing);
}

} // namespace pulse::wire
