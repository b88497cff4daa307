// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "channel_adapter.h"
#include "delivery/webhook/webhook_channel.h"
#include "support/receivers/http_receiver.h"

#include <QJsonDocument>

namespace pulse::test {

using namespace Qt::StringLiterals;

namespace {

QString className(int severity)
{
    return severity >= 5 ? u"critical"_s : severity >= 3 ? u"warning"_s : u"info"_s;
}

class WebhookAdapter final : public ChannelAdapter {
public:
    Result<> startReceiver() override
    {
        m_receiver.emplace();
        return {};
    }
    quint16 receiverPort() const override { return m_receiver->port(); }
    int contacts() const override { return m_receiver->connectionCount(); }
    QList<Understood> understood() const override
    {
        QList<Understood> all;
        for (const HttpRequest &request : m_receiver->requests())
            all.append(understoodFrom(request.body, request.header("webhook-id")));
        return all;
    }
    std::unique_ptr<delivery::Channel> makeChannel(const Surroundings &around) const override
    {
        return std::make_unique<delivery::WebhookChannel>(
            delivery::CurlSettings{.timeout = around.timeout, .guard = around.guard}, around.resolver,
            around.clock);
    }
    QJsonObject config(const QString &host, quint16 port) const override
    {
        return {{u"url"_s, u"http://%1:%2/p4th-secret"_s.arg(host).arg(port)},
                {u"headers"_s, QJsonObject{{u"Authorization"_s, u"Bearer h3ader-secret"_s}}}};
    }
    QStringList secrets() const override { return {u"p4th-secret"_s, u"h3ader-secret"_s}; }
    bool hasReceipt() const override { return true; }

private:
    std::optional<HttpReceiver> m_receiver;
};

} // namespace

Understood understoodFrom(const QByteArray &body, const QByteArray &messageId)
{
    const QJsonObject alert = QJsonDocument::fromJson(body).object();
    const auto text = [&](const QString &key) { return alert.value(key).toString(); };
    return {.messageId = QString::fromLatin1(messageId),
            .event = text(u"status"_s),
            .alertId = QString::number(alert.value(u"alert_id"_s).toInteger()),
            .tenantId = text(u"tenant_id"_s),
            .siteId = text(u"site_id"_s),
            .deviceId = text(u"device_id"_s),
            .alertType = text(u"alert_type"_s),
            .severity = className(alert.value(u"severity"_s).toInt()),
            .summary = text(u"summary"_s),
            .time = text(alert.contains(u"closed_at"_s) ? u"closed_at"_s : u"created_at"_s)};
}

QList<NamedAdapter> webhookAdapters()
{
    return {{"webhook", [] { return std::make_unique<WebhookAdapter>(); }}};
}

} // namespace pulse::test
