// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/delivery/email_json.h"

#include "wire/delivery/integration_json.h"

#include <QRegularExpression>
#include <QUrl>
#include <algorithm>

namespace pulse::wire {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostRecipients = 10; // of each kind
constexpr int kPortOfTls = 465;

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
void takeTls(FieldReader &reader, SmtpConfig &smtp)
{
    const bool isNamed = reader.has(u"smtp_security"_s);
    bool usesTls = true;
    reader.boolean(u"smtp_tls"_s, usesTls);
    if (!isNamed && !usesTls)
        smtp.security = model::SmtpSecurity::None;
    if (isNamed && reader.has(u"smtp_tls"_s) && usesTls == (smtp.security == model::SmtpSecurity::None))
        reader.reject(u"smtp_tls"_s, u"contradicts smtp_security"_s);
}

void checkLogin(FieldReader &reader, const SmtpConfig &smtp)
{
    checkOneLine(reader, u"smtp_user"_s, smtp.user);
    checkOneLine(reader, u"smtp_password"_s, smtp.password);
    if (smtp.user.isEmpty() != smtp.password.isEmpty())
        reader.reject(smtp.user.isEmpty() ? u"smtp_user"_s : u"smtp_password"_s,
                      u"user and password go together"_s);
}

// The whole of it: what is left out is as by default.
Result<SmtpConfig> smtpFrom(const QJsonObject &json)
{
    FieldReader reader(json, u"smtp_config."_s);
    SmtpConfig smtp;
    smtpNoun().take(reader, smtp, BodyKind::Create);
    takeTls(reader, smtp);
    if (!reader.has(u"smtp_port"_s) && smtp.security == model::SmtpSecurity::Tls)
        smtp.port = kPortOfTls;
    checkLogin(reader, smtp);
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

void takeAddresses(FieldReader &reader, const QString &field, QStringList &target)
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

Kind<QStringList> mailAddresses()
{
    Kind<QStringList> kind = kinds::texts();
    QJsonObject address = kinds::text().schema;
    address.insert(u"format"_s, u"email"_s);
    kind.bodySchema = kinds::arrayOf(address);
    kind.bodySchema.insert(u"maxItems"_s, kMostRecipients);
    kind.take = takeAddresses;
    return kind;
}

Result<MailRecipients> recipientsFrom(const QJsonObject &json)
{
    FieldReader reader(json, u"recipients."_s);
    MailRecipients recipients;
    recipientsNoun().take(reader, recipients, BodyKind::Create);
    if (recipients.to.isEmpty())
        reader.reject(u"to"_s, u"must name somebody"_s);
    PULSE_CHECK(reader.check());
    return recipients;
}

// html or text.
Kind<bool> mailFormat()
{
    Kind<bool> kind;
    kind.schema = kind.bodySchema = kinds::wordsSchema({u"html"_s, u"text"_s});
    kind.json = [](const bool &isHtml) { return QJsonValue(isHtml ? u"html"_s : u"text"_s); };
    kind.read = [](const QJsonValue &json, bool &isHtml) {
        isHtml = json.toString() != "text"_L1;
        return json.isString();
    };
    kind.take = [](FieldReader &reader, const QString &field, bool &isHtml) {
        QString format = isHtml ? u"html"_s : u"text"_s;
        reader.text(field, format, 10);
        if (format != "html"_L1 && format != "text"_L1)
            reader.reject(field, u"must be html or text"_s);
        isHtml = format == "html"_L1;
    };
    return kind;
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
    mailTemplateNoun().take(reader, mail, BodyKind::Create);
    checkOneLine(reader, u"subject_template"_s, mail.subject);
    checkTemplate(reader, u"subject_template"_s, mail.subject);
    checkTemplate(reader, u"body_template"_s, mail.body);
    PULSE_CHECK(reader.check());
    return mail;
}

} // namespace

const Noun<SmtpConfig> &smtpNoun()
{
    static const Noun<SmtpConfig> noun{
        u"SmtpConfig"_s,
        u"A mail server and a login there. Goes in whole, and never comes out."_s,
        {member("smtp_host"_L1, &SmtpConfig::host, kinds::text(255), {}).required(),
         member("smtp_port"_L1, &SmtpConfig::port, kinds::integer(1, 65'535), "With TLS 465."_L1).written(),
         member("smtp_security"_L1, &SmtpConfig::security, kinds::word<model::SmtpSecurity>(),
                "TLS: from the first byte. NONE: where the operator allows it."_L1)
             .written(),
         member("smtp_user"_L1, &SmtpConfig::user, kinds::text(255), "Together with a password."_L1)
             .written(),
         member("smtp_password"_L1, &SmtpConfig::password, kinds::secret(255), {}).written(),
         member("from_address"_L1, &SmtpConfig::fromAddress, kinds::text(254), {}).required(),
         member("from_name"_L1, &SmtpConfig::fromName, kinds::text(100), {}).written()}};
    return noun;
}

const Noun<MailRecipients> &recipientsNoun()
{
    static const Noun<MailRecipients> noun{
        u"MailRecipients"_s,
        u"Whom mail goes to; ten of each at most."_s,
        {member("to"_L1, &MailRecipients::to, mailAddresses(), {}).required(),
         member("cc"_L1, &MailRecipients::cc, mailAddresses(), {}).written(),
         member("bcc"_L1, &MailRecipients::bcc, mailAddresses(), "In the envelope only."_L1).written()}};
    return noun;
}

const Noun<MailTemplate> &mailTemplateNoun()
{
    static const Noun<MailTemplate> noun{
        u"MailTemplate"_s,
        u"What mail says."_s,
        {member("subject_template"_L1, &MailTemplate::subject, kinds::text(200),
                "One line with {variables}; empty: Pulse's own."_L1)
             .written(),
         member(
             "body_template"_L1, &MailTemplate::body, kinds::text(10'000),
             "With {severity} {severity_lower} {alert_type} {device_id} {site_id} {message} {timestamp} {alert_id} {tenant_id} {status}; empty: Pulse's own."_L1)
             .written(),
         member("format"_L1, &MailTemplate::isHtml, mailFormat(), {}).written()}};
    return noun;
}

const Noun<EmailConfig> &emailConfigNoun()
{
    static const Noun<EmailConfig> noun{
        u"EmailConfig"_s,
        u"As it is sealed."_s,
        {member("smtp_config"_L1, &EmailConfig::smtp, kindOf(smtpNoun()), {}),
         member("recipients"_L1, &EmailConfig::recipients, kindOf(recipientsNoun()), {}),
         member("template"_L1, &EmailConfig::mail, kindOf(mailTemplateNoun()), {})}};
    return noun;
}

const Noun<EmailConfig> &shownEmailNoun()
{
    static const Noun<EmailConfig> noun{
        u"ShownEmailConfig"_s,
        u"What is shown of an email integration."_s,
        {member("smtp_host"_L1, &EmailConfig::smtp, &SmtpConfig::host, kinds::text(), {}),
         member("smtp_port"_L1, &EmailConfig::smtp, &SmtpConfig::port, kinds::integer(), {}),
         derived<EmailConfig>(
             "smtp_tls"_L1,
             [](const EmailConfig &config) { return config.smtp.security != model::SmtpSecurity::None; },
             kinds::truth(), {}),
         member("smtp_security"_L1, &EmailConfig::smtp, &SmtpConfig::security,
                kinds::word<model::SmtpSecurity>(), {}),
         member("from_address"_L1, &EmailConfig::smtp, &SmtpConfig::fromAddress, kinds::text(), {}),
         derived<EmailConfig>(
             "recipient_count"_L1,
             [](const EmailConfig &config) { return static_cast<qint64>(config.recipients.to.size()); },
             kinds::count(), "Of `to` only."_L1),
         member("template_format"_L1, &EmailConfig::mail, &MailTemplate::isHtml, mailFormat(), {})}};
    return noun;
}

QJsonObject smtpBodySchema()
{
    return ObjectSchema(smtpNoun().says)
        .include(smtpNoun().bodySchema(BodyKind::Create))
        .add(u"smtp_tls"_s, kinds::truth().bodySchema,
             u"Instead of smtp_security: true is STARTTLS, false NONE."_s, false)
        .closed();
}

QJsonObject emailBodySchema(BodyKind kind)
{
    const bool isNew = kind == BodyKind::Create;
    return integrationBodySchema(kind,
                                 ObjectSchema()
                                     .add(u"smtp_config"_s, kinds::reference(smtpNoun().name), {}, isNew)
                                     .add(u"recipients"_s, kinds::reference(recipientsNoun().name), {}, isNew)
                                     .add(u"template"_s, kinds::reference(mailTemplateNoun().name), {}, false)
                                     .open());
}

Result<model::ConfiguredIntegration> applyEmailBody(model::ConfiguredIntegration email,
                                                    const QJsonObject &body, BodyKind kind)
{
    EmailConfig config = emailConfigFrom(email.fullConfig);
    FieldReader reader(body);
    QJsonObject smtp;
    QJsonObject recipients;
    QJsonObject mail;
    integrationNoun().take(reader, email.integration, kind);
    if (kind == BodyKind::Create)
        reader.require({u"smtp_config"_s, u"recipients"_s});
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
    email.integration.config = shownEmailNoun().json(config);
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
