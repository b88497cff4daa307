// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a mail about an alert says: the integration's templates, or Pulse's own, filled in from the message's
// body. A value is never markup: in HTML it is escaped.
#pragma once

#include "base/result.h"
#include "wire/delivery/email_json.h"

#include <QJsonObject>

namespace pulse::delivery {

struct MailText {
    QString subject; // without "Re:"
    QString text;
    QString html; // empty: the mail is text alone
};

// `alert` is a webhook's body. Invalid, template_unreadable, for templates that were not checked when saved.
Result<MailText> mailText(const wire::MailTemplate &templates, const QJsonObject &alert);

} // namespace pulse::delivery
