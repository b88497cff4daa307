// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A mail as values: by which server, from whom, to whom, and every byte of it but its date.
#pragma once

#include "delivery/job/channel.h"
#include "delivery/outbound/address_guard.h"
#include "delivery/outbound/redaction.h"
#include "wire/delivery/email_json.h"

namespace pulse::delivery {

struct EmailRequest {
    Target target; // smtp://host:port or smtps://host:port
    model::SmtpSecurity security = model::SmtpSecurity::StartTls;
    QString user; // empty: no login
    QString password;
    QString from;
    QStringList recipients; // of the envelope: to, cc and bcc
    QByteArray content; // headers and body, without Date; bcc is not in it
    Redaction redaction;
};

// The error's `what` is the attempt's code: missing_smtp_host, missing_recipients, invalid_address,
// url_blocked:<reason> (tls_required too), template_unreadable.
Result<EmailRequest> emailRequest(const Message &message, const AddressGuard &guard);

} // namespace pulse::delivery
