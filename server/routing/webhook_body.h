// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The body of a delivery, made once when the job is planned and sent byte for byte on every attempt. One
// encoder for real and for test deliveries, so that a receiver tested with it has seen what production sends.
#pragma once

#include "model/delivery.h"
#include "routing/alert_facts.h"

#include <QByteArray>

namespace pulse::routing {

// Keys in alphabetical order: alert_id (number), alert_type, closed_at (when closed), confidence, created_at,
// details (an object), device_id, severity (number), site_id, status (OPEN, CLOSED, ACKNOWLEDGED: the event),
// summary, tenant_id.
QByteArray webhookBody(const AlertFacts &alert, model::DeliverOn event);

} // namespace pulse::routing
