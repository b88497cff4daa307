// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Deliveries as replies show them, wherever they are shown.
#pragma once

#include "model/delivery.h"

#include <QJsonObject>
#include <QList>

namespace pulse::api {

// With the id by which receivers know a repeat.
QJsonObject deliveryJson(const model::Delivery &delivery);
// {"delivery": …, "attempts": […]}
QJsonObject triedDeliveryJson(const model::Delivery &delivery, const QList<model::DeliveryAttempt> &attempts);

} // namespace pulse::api
