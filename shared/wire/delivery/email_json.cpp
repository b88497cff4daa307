// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/delivery/email_json.h"

#include "model/words.h"
#include "wire/core/json.h"
#include "wire/delivery/integration_json.h"

#include <QRegularExpression>
#include <QUrl>
#include <algorithm>

namespace pulse::wire {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostRecipients = 10; // of each kind
constexpr int kPortOfTls = 465;

QJsonObject toJson(const SmtpConfig &smtp)
{
    return {{u"smtp_host"_s, smtp.host},
            {u"smtp_port"_s, smtp.port},
            {u"smtp_security"_s, QString(model::word(smtp.security))},
            {u"smtp_user"_s, smtp.user},
            {u"smtp_password"_s, smtp.password},
            {u"from_address"_s, smtp.fromAddress},
            {u"from_name"_s, smtp.fromName}};
}

bool isOneLine(const QString &text)
{
    return std::none_of(text.begin(), text.end(), [](QChar c) {
        return c < u' ' || c == u'\x7f' || c.category() == QChar::Separator_Line
            || c.category() == QChar::Separator_Paragraph;
    });
}

void checkOneLine(FieldReader &reader, const QString &field, const QString &text)
{
    if (!isOneLine(text))
        reader.reject(field, u"must be one line of text"_s);
}

// smtp_tls is the predecessor's: true for STARTTLS, false for none.
void readSecurity(FieldReader &reader, SmtpConfig &smtp)
{
    bool usesTls = true;
    QString word;
    reader.boolean(u"smtp_tls"_s, usesTls);
    reader.text(u"smtp_security"_s, word, 20);
    const auto named = model::fromWord<model::SmtpSecurity>(word);
    if (!word.isEmpty() && !named)
        reader.reject(u"smtp_security"_s, u"must be STARTTLS, TLS or NONE"_s);
    smtp.security = named.value_or(usesTls ? model::SmtpSecurity::StartTls : model::SmtpSecurity::None);
    if (named && reader.has(u"smtp_tls"_s) && usesTls == (*named == model::SmtpSecurity::None))
        reader.reject(u"smtp_tls"_s, u"contradicts smtp_security"_s);
}

void readLogin(FieldReader &reader, SmtpConfig &smtp)
{
    reader.text(u"smtp_user"_s, smtp.user, 255);
    reader.secret(u"smtp_password"_s, smtp.password);
    checkOneLine(reader, u"smtp_user"_s, smtp.user);
    checkOneLine(reader, u"smtp_password"_s, smtp.password);
    if (smtp.password.size() > 255)
        reader.reject(u"smtp_password"_s, u"must be at most 255 characters"_s);
    if (smtp.user.isEmpty() != smtp.password.isEmpty())
        reader.reject(smtp.user.isEmpty() ? u"smtp_user"_s : u"smtp_password"_s,
                      u"user and password go together"_s);
}

Result<SmtpConfig> smtpFrom(const QJsonObject &json)
{
    FieldReader reader(json, u"smtp_config."_s);
    SmtpConfig smtp;
    reader.require({u"smtp_host"_s, u"from_address"_s});
    reader.text(u"smtp_host"_s, smtp.host, 255);
    readSecurity(reader, smtp);
    smtp.port = smtp.security == model::SmtpSecurity::Tls ? kPortOfTls : smtp.port;
    reader.integer(u"smtp_port"_s, smtp.port, 1, 65'535);
    readLogin(reader, smtp);
    reader.text(u"from_address"_s, smtp.fromAddress, 254);
    reader.text(u"from_name"_s, smtp.fromName, 100);
    checkOneLine(reader, u"from_name"_s, smtp.fromName);
    if (smtp.host.isEmpty())
        reader.reject(u"smtp_host"_s, u"must not be empty"_s);
    const auto address = mailAddress(smtp.fromAddress);
    if (!address)
        reader.reject(u"from_address"_s, u"must be a mail address"_s);
    PULSE_CHECK(reader.check());
    smtp.fromAddress = *address;
    return smtp;
}

void readAddresses(FieldReader &reader, const QString &field, QStringList &target)
{
    QStringList texts;
    reader.texts(field, texts);
    for (const QString &text : texts) {
        const auto address = mailAddress(text);
        if (!address)
            return reader.reject(field, u"\"%1\" is not a mail address"_s.arg(text.left(100)));
        if (!target.contains(*address))
            target.append(*address);
    }
    if (target.size() > kMostRecipients)
        reader.reject(field, u"must be at most %1 addresses"_s.arg(kMostRecipients));
}

Result<MailRecipients> recipientsFrom(const QJsonObject &json)
{
    FieldReader reader(json, u"recipients."_s);
    MailRecipients recipients;
    reader.require({u"to"_s});
    readAddresses(reader, u"to"_s, recipients.to);
    readAddresses(reader, u"cc"_s, recipients.cc);
    readAddresses(reader, u"bcc"_s, recipients.bcc);
    if (recipients.to.isEmpty())
        reader.reject(u"to"_s, u"must name somebody"_s);
    PULSE_CHECK(reader.check());
    return recipients;
}

void checkTemplate(FieldReader &reader, const QString &field, const QString &text)
{
    if (const auto parsed = TextTemplate::parse(text, mailVariables()); !parsed)
        reader.reject(field, parsed.error().what);
}

Result<MailTemplate> mailTemplateFrom(const QJsonObject &json)
{
    FieldReader reader(json, u"template."_s);
    MailTemplate mail;
    QString format = u"html"_s;
    reader.text(u"subject_template"_s, mail.subject, 200);
    reader.text(u"body_template"_s, mail.body, 10'000);
    reader.text(u"format"_s, format, 10);
    checkOneLine(reader, u"subject_template"_s, mail.subject);
    checkTemplate(reader, u"subject_template"_s, mail.subject);
    checkTemplate(reader, u"body_template"_s, mail.body);
    if (format != "html"_L1 && format != "text"_L1)
        reader.reject(u"format"_s, u"must be html or text"_s);
    PULSE_CHECK(reader.check());
    mail.isHtml = format == "html"_L1;
    return mail;
}

QJsonObject shown(const EmailConfig &config)
{
    return {{u"smtp_host"_s, config.smtp.host},
            {u"smtp_port"_s, config.smtp.port},
            {u"smtp_tls"_s, config.smtp.security != model::SmtpSecurity::None},
            {u"smtp_security"_s, QString(model::word(config.smtp.security))},
            {u"from_address"_s, config.smtp.fromAddress},
            {u"recipient_count"_s, config.recipients.to.size()},
            {u"template_format"_s, config.mail.isHtml ? u"html"_s : u"text"_s}};
}

} // namespace

QJsonObject toJson(const EmailConfig &config)
{
    return {{u"smtp_config"_s, toJson(config.smtp)},
            {u"recipients"_s,
             QJsonObject{{u"to"_s, toJson(config.recipients.to)},
                         {u"cc"_s, toJson(config.recipients.cc)},
                         {u"bcc"_s, toJson(config.recipients.bcc)}}},
            {u"template"_s,
             QJsonObject{{u"subject_template"_s, config.mail.subject},
                         {u"body_template"_s, config.mail.body},
                         {u"format"_s, config.mail.isHtml ? u"html"_s : u"text"_s}}}};
}

EmailConfig emailConfigFrom(const QJsonObject &json)
{
    const QJsonObject smtp = json.value(u"smtp_config"_s).toObject();
    const QJsonObject recipients = json.value(u"recipients"_s).toObject();
    const QJsonObject mail = json.value(u"template"_s).toObject();
    EmailConfig config;
    config.smtp = {smtp.value(u"smtp_host"_s).toString(),
                   smtp.value(u"smtp_port"_s).toInt(),
                   model::fromWord<model::SmtpSecurity>(smtp.value(u"smtp_security"_s).toString())
                       .value_or(model::SmtpSecurity::StartTls),
                   smtp.value(u"smtp_user"_s).toString(),
                   smtp.value(u"smtp_password"_s).toString(),
                   smtp.value(u"from_address"_s).toString(),
                   smtp.value(u"from_name"_s).toString()};
    config.recipients = {textsFrom(recipients.value(u"to"_s)), textsFrom(recipients.value(u"cc"_s)),
                         textsFrom(recipients.value(u"bcc"_s))};
    config.mail = {mail.value(u"subject_template"_s).toString(), mail.value(u"body_template"_s).toString(),
                   mail.value(u"format"_s).toString() != "text"_L1};
    return config;
}

Result<model::ConfiguredIntegration> applyEmailBody(model::ConfiguredIntegration email,
                                                    const QJsonObject &body, BodyKind kind)
{
    EmailConfig config = emailConfigFrom(email.fullConfig);
    FieldReader reader(body);
    QJsonObject smtp;
    QJsonObject recipients;
    QJsonObject mail;
    if (kind == BodyKind::Create)
        reader.require({u"name"_s, u"smtp_config"_s, u"recipients"_s});
    else if (body.isEmpty())
        return fail(ErrorKind::Invalid, u"the body changes nothing"_s, u"empty_change"_s);
    reader.displayName(u"name"_s, email.integration.name);
    reader.boolean(u"enabled"_s, email.integration.isEnabled);
    reader.object(u"smtp_config"_s, smtp);
    reader.object(u"recipients"_s, recipients);
    reader.object(u"template"_s, mail);
    PULSE_CHECK(reader.check());
    if (reader.has(u"smtp_config"_s)) {
        PULSE_TRY(config.smtp, smtpFrom(smtp));
    }
    if (reader.has(u"recipients"_s)) {
        PULSE_TRY(config.recipients, recipientsFrom(recipients));
    }
    if (reader.has(u"template"_s)) {
        PULSE_TRY(config.mail, mailTemplateFrom(mail));
    }
    email.integration.type = model::IntegrationType::Email;
    email.integration.config = shown(config);
    email.fullConfig = toJson(config);
    return email;
}

QStringList mailVariables()
{
    return {u"severity"_s, u"severity_lower"_s, u"alert_type"_s, u"device_id"_s, u"site_id"_s,
            u"message"_s,  u"timestamp"_s,      u"alert_id"_s,   u"tenant_id"_s, u"status"_s};
}

std::optional<QString> mailAddress(const QString &text)
{
    static const QRegularExpression local(
        u"\\A(?=.{1,64}\\z)[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*\\z"_s);
    static const QRegularExpression domain(
        u"\\A([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?\\z"_s);
    const QString address = text.trimmed().toLower();
    const qsizetype at = address.lastIndexOf(u'@');
    const QString host = QString::fromLatin1(QUrl::toAce(address.mid(at + 1)));
    if (at < 0 || at + 1 + host.size() > 254 || !local.match(address.left(at)).hasMatch()
        || !domain.match(host).hasMatch())
        return std::nullopt;
    return address.left(at + 1) + host;
}

} // namespace pulse::wire
