// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Delivery attempts on the wire (predecessor §11.1).
#pragma once

#include "base/result.h"
#include "model/delivery.h"

#include <QJsonObject>

namespace pulse::wire {

QJsonObject toJson(const model::DeliveryAttempt &attempt);
Result<model::DeliveryAttempt> deliveryAttemptFrom(const QJsonObject &json);

} // namespace pulse::wire
