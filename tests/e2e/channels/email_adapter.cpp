// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "channel_adapter.h"
#include "delivery/email/email_channel.h"
#include "support/receivers/smtp_receiver.h"

#include <QJsonArray>
#include <QRegularExpression>

namespace pulse::test {

using namespace Qt::StringLiterals;

namespace {

const QString kMailUser = u"us3r-secret"_s;
const QString kMailPassword = u"p4ssword-secret"_s;

// A template that says everything, a line each.
const QString kTemplate =
    u"{status}\n{alert_id}\n{tenant_id}\n{site_id}\n{device_id}\n{alert_type}\n{severity_lower}\n"
    "{message}\n{timestamp}\n"_s;

Understood understoodMail(const SmtpMail &mail)
{
    static const QRegularExpression id(u"\\A<([a-z0-9-]+)\\.[0-9a-f-]{36}@example\\.com>\\z"_s);
    const QStringList lines = mail.text.split(u'\n');
    return {.messageId = id.match(mail.header(u"Message-ID"_s)).captured(1),
            .event = lines.value(0),
            .alertId = lines.value(1),
            .tenantId = lines.value(2),
            .siteId = lines.value(3),
            .deviceId = lines.value(4),
            .alertType = lines.value(5),
            .severity = lines.value(6),
            .summary = lines.value(7),
            .time = lines.value(8)};
}

class EmailAdapter final : public ChannelAdapter {
public:
    EmailAdapter(SmtpTls tls, QString security)
        : m_tls(tls)
        , m_security(std::move(security))
    {
    }

    Result<> startReceiver() override
    {
        PULSE_TRY(m_receiver, SmtpReceiver::start({m_tls, kMailUser, kMailPassword}));
        return {};
    }
    quint16 receiverPort() const override { return m_receiver->port(); }
    int contacts() const override { return m_receiver->connectionCount(); }
    QList<Understood> understood() const override
    {
        QList<Understood> all;
        for (const SmtpMail &mail : m_receiver->mails())
            all.append(understoodMail(mail));
        return all;
    }
    std::unique_ptr<delivery::Channel> makeChannel(const Surroundings &around) const override
    {
        return std::make_unique<delivery::EmailChannel>(
            delivery::CurlSettings{.timeout = around.timeout,
                                   .guard = around.guard,
                                   .certificateFile = m_receiver->authorityFile()},
            around.resolver, around.clock);
    }
    QJsonObject config(const QString &host, quint16 port) const override
    {
        return {{u"smtp_config"_s,
                 QJsonObject{{u"smtp_host"_s, host},
                             {u"smtp_port"_s, port},
                             {u"smtp_security"_s, m_security},
                             {u"smtp_user"_s, kMailUser},
                             {u"smtp_password"_s, kMailPassword},
                             {u"from_address"_s, u"alerts@example.com"_s}}},
                {u"recipients"_s, QJsonObject{{u"to"_s, QJsonArray{u"desk@example.com"_s}}}},
                {u"template"_s, QJsonObject{{u"format"_s, u"text"_s}, {u"body_template"_s, kTemplate}}}};
    }
    QStringList secrets() const override { return {kMailUser, kMailPassword}; }
    bool hasReceipt() const override { return true; }

private:
    const SmtpTls m_tls;
    const QString m_security;
    std::unique_ptr<SmtpReceiver> m_receiver;
};

} // namespace

QList<NamedAdapter> emailAdapters()
{
    return {
        {"email, STARTTLS", [] { return std::make_unique<EmailAdapter>(SmtpTls::StartTls, u"STARTTLS"_s); }},
        {"email, TLS", [] { return std::make_unique<EmailAdapter>(SmtpTls::Implicit, u"TLS"_s); }}};
}

} // namespace pulse::test
