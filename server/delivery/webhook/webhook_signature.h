// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The signature of Standard Webhooks, version 1: HMAC-SHA256 over id, time and body.
#pragma once

#include <QByteArray>
#include <QStringList>

namespace pulse::delivery {

struct SignedParts {
    QByteArray id; // webhook-id
    QByteArray timestamp; // webhook-timestamp: seconds since 1970
    QByteArray body;
};

// The value of webhook-signature: "v1,…" for each secret, so that a receiver that knows one of them is
// content. Requires: secrets that wire::signingKey has a key for.
QByteArray webhookSignature(const QStringList &secrets, const SignedParts &parts);

} // namespace pulse::delivery
