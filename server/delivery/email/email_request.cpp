// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/email/email_request.h"

#include "delivery/email/mail_format.h"
#include "delivery/email/mail_text.h"
#include "model/words.h"

#include <QJsonDocument>
#include <algorithm>

namespace pulse::delivery {

using namespace Qt::StringLiterals;

namespace {

// Quoted-printable never holds "=_", so no body can end a part.
const QByteArray kBoundary = "=_pulse_part";

Result<Target> targetOf(const wire::SmtpConfig &smtp, const AddressGuard &guard)
{
    if (smtp.host.isEmpty())
        return fail(ErrorKind::Invalid, u"missing_smtp_host"_s);
    if (smtp.security == model::SmtpSecurity::None && !guard.allowsPlainSmtp())
        return fail(ErrorKind::Invalid, u"url_blocked:tls_required"_s);
    auto host = guard.judgeHost(smtp.host, static_cast<quint16>(smtp.port));
    if (!host)
        return fail(ErrorKind::Invalid, u"url_blocked:"_s + host.error().what);
    Target target{*std::move(host)};
    target.url.setScheme(smtp.security == model::SmtpSecurity::Tls ? u"smtps"_s : u"smtp"_s);
    target.url.setHost(target.host);
    target.url.setPort(target.port);
    return target;
}

// Checked when saved; checked again here, because a line break would let an address become a command.
bool areAddresses(const QStringList &addresses)
{
    return std::all_of(addresses.begin(), addresses.end(),
                       [](const QString &address) { return wire::mailAddress(address) == address; });
}

// What makes a conversation of an alert's mails: all answer a first one that never was, because no mail knows
// which other of them the reader got. A test is no alert's.
QByteArray threadHeaders(const QJsonObject &alert, const QByteArray &home)
{
    const qint64 alertId = alert.value(u"alert_id"_s).toInteger();
    if (alertId == 0)
        return {};
    const QByteArray root = "<alert-" + QByteArray::number(alertId) + '.' + home + ">\r\n";
    return "In-Reply-To: " + root + "References: " + root;
}

QByteArray part(const QByteArray &type, const QString &text)
{
    return "Content-Type: " + type + "; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        + quotedPrintable(text);
}

QByteArray bodyOf(const MailText &mail)
{
    if (mail.html.isEmpty())
        return part("text/plain", mail.text);
    const QByteArray next = "--" + kBoundary;
    return "Content-Type: multipart/alternative; boundary=\"" + kBoundary + "\"\r\n\r\n" + next + "\r\n"
        + part("text/plain", mail.text) + next + "\r\n" + part("text/html", mail.html) + next + "--\r\n";
}

Result<QByteArray> contentOf(const Message &message, const wire::EmailConfig &config)
{
    const QJsonObject alert = QJsonDocument::fromJson(message.body).object();
    PULSE_TRY(const MailText mail, mailText(config.mail, alert));
    // Unique in the world by the integration's id; the same for every attempt at a job.
    const QByteArray home = message.integrationId.toLatin1()
        + config.smtp.fromAddress.mid(config.smtp.fromAddress.indexOf(u'@')).toLatin1();
    const bool isFirst = alert.value(u"status"_s).toString() == model::word(model::DeliverOn::Open);
    return mailboxHeader("From", config.smtp.fromName, config.smtp.fromAddress)
        + addressesHeader("To", config.recipients.to) + addressesHeader("Cc", config.recipients.cc)
        + textHeader("Subject",
                     isFirst ? mail.subject : u"Re: "_s + mail.subject) // one subject, one conversation
        + "Message-ID: <" + message.id.toLatin1() + '.' + home + ">\r\n" + threadHeaders(alert, home)
        + "Auto-Submitted: auto-generated\r\nX-Auto-Response-Suppress: All\r\nMIME-Version: 1.0\r\n"
        + bodyOf(mail);
}

} // namespace

Result<EmailRequest> emailRequest(const Message &message, const AddressGuard &guard)
{
    const wire::EmailConfig config = wire::emailConfigFrom(message.config);
    const QStringList recipients = config.recipients.to + config.recipients.cc + config.recipients.bcc;
    PULSE_TRY(Target target, targetOf(config.smtp, guard));
    if (config.recipients.to.isEmpty())
        return fail(ErrorKind::Invalid, u"missing_recipients"_s);
    if (!areAddresses(recipients + QStringList{config.smtp.fromAddress}))
        return fail(ErrorKind::Invalid, u"invalid_address"_s);
    PULSE_TRY(QByteArray content, contentOf(message, config));
    return EmailRequest{std::move(target),       config.smtp.security,
                        config.smtp.user,        config.smtp.password,
                        config.smtp.fromAddress, recipients,
                        std::move(content),      Redaction(config.smtp.user, config.smtp.password)};
}

} // namespace pulse::delivery
