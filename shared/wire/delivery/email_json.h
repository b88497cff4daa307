// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Email integrations on the wire (predecessor §11.1, with smtp_security). The whole configuration is sealed
// in the database under the names it came with; the login never comes out again.
#pragma once

#include "base/text_template.h"
#include "model/integration.h"
#include "wire/core/noun.h"

namespace pulse::wire {

struct SmtpConfig {
    QString host;
    int port = 587;
    model::SmtpSecurity security = model::SmtpSecurity::StartTls;
    QString user; // empty: no login
    QString password;
    QString fromAddress;
    QString fromName;
};

struct MailRecipients {
    QStringList to;
    QStringList cc;
    QStringList bcc; // in the envelope only
};

// An empty template is Pulse's own.
struct MailTemplate {
    QString subject;
    QString body;
    bool isHtml = true; // with a text beside it; else text alone
};

struct EmailConfig {
    SmtpConfig smtp;
    MailRecipients recipients;
    MailTemplate mail;
};
const Noun<SmtpConfig> &smtpNoun();
const Noun<MailRecipients> &recipientsNoun();
const Noun<MailTemplate> &mailTemplateNoun();
const Noun<EmailConfig> &emailConfigNoun(); // as it is sealed
const Noun<EmailConfig> &shownEmailNoun();
QJsonObject smtpBodySchema(); // with smtp_tls, the predecessor's word for it
QJsonObject emailBodySchema(BodyKind kind);
inline QJsonObject toJson(const EmailConfig &config) { return emailConfigNoun().json(config); }
inline EmailConfig emailConfigFrom(const QJsonObject &json)
{
    return emailConfigNoun().read(json).value_or(EmailConfig{});
}

// Applies a POST or PATCH body {name, smtp_config, recipients, template, enabled}. An object that the body
// names replaces the old one whole, password included: it is never carried over to another server. The host
// is judged by delivery.
Result<model::ConfiguredIntegration> applyEmailBody(model::ConfiguredIntegration email,
                                                    const QJsonObject &body, BodyKind kind);

// The names a template may use.
QStringList mailVariables();
// Trimmed, lower case, the domain in ASCII; none when it is not a plain local@domain.tld of at most 254
// characters.
std::optional<QString> mailAddress(const QString &text);

} // namespace pulse::wire
