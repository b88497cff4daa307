// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A webhook's request as values: where, which headers, which body. Standard Webhooks' names for id and time.
#pragma once

#include "base/clock.h"
#include "delivery/job/channel.h"
#include "delivery/outbound/address_guard.h"
#include "delivery/outbound/redaction.h"

#include <QList>

namespace pulse::delivery {

struct WebhookRequest {
    QString id; // the message's
    Target target;
    QList<QByteArray> headers; // "Name: value"
    QByteArray body;
    QStringList signingSecrets;
    Redaction redaction;
};

// The error's `what` is the attempt's code: missing_url, url_blocked:<reason>.
Result<WebhookRequest> webhookRequest(const Message &message, const AddressGuard &guard);

// What every attempt adds when it is dialled: id and time, and a signature over both and the body.
QList<QByteArray> dialHeaders(const WebhookRequest &request, Instant now);

} // namespace pulse::delivery
