// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Deliveries, attempts at them (predecessor §11.1), and what is wrong with an integration, on the wire.
#pragma once

#include "base/result.h"
#include "model/delivery.h"
#include "model/integration_health.h"

#include <QJsonObject>

namespace pulse::wire {

// Without its message id, which delivery makes.
QJsonObject toJson(const model::Delivery &delivery);

QJsonObject toJson(const model::IntegrationHealth &health, Instant now);

QJsonObject toJson(const model::DeliveryAttempt &attempt);
Result<model::DeliveryAttempt> deliveryAttemptFrom(const QJsonObject &json);

} // namespace pulse::wire
