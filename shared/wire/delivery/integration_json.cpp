// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/delivery/integration_json.h"

#include "model/words.h"
#include "wire/core/json.h"
#include "wire/delivery/snmp_integration_json.h"

#include <QRegularExpression>
#include <QUrl>
#include <algorithm>

namespace pulse::wire {

using namespace Qt::StringLiterals;

QJsonObject toJson(const model::Integration &integration)
{
    QJsonObject json{{u"tenant_id"_s, integration.tenantId},
                     {u"integration_id"_s, integration.integrationId},
                     {u"name"_s, integration.name},
                     {u"type"_s, QString(model::word(integration.type))},
                     {u"enabled"_s, integration.isEnabled},
                     {u"created_at"_s, toJson(integration.createdAt)},
                     {u"updated_at"_s, toJson(integration.updatedAt)}};
    for (auto at = integration.config.begin(); at != integration.config.end(); ++at)
        json.insert(at.key(), at.value());
    if (integration.config.value(u"snmp_version"_s) == u"3"_s)
        json.insert(u"snmp_engine_id"_s,
                    u"0x"_s + QString::fromLatin1(snmpEngineId(integration.integrationId).toHex()));
    return json;
}

Result<model::Integration> integrationFrom(const QJsonObject &json)
{
    model::Integration integration;
    integration.integrationId = json.value(u"integration_id"_s).toString();
    const auto type = model::fromWord<model::IntegrationType>(json.value(u"type"_s).toString());
    if (integration.integrationId.isEmpty() || !type)
        return invalidField(integration.integrationId.isEmpty() ? u"integration_id"_s : u"type"_s,
                            u"not an integration"_s);
    integration.type = *type;
    integration.tenantId = json.value(u"tenant_id"_s).toString();
    integration.name = json.value(u"name"_s).toString();
    integration.isEnabled = json.value(u"enabled"_s).toBool();
    integration.config = {{u"url"_s, json.value(u"url"_s)}};
    integration.createdAt = instantFrom(json.value(u"created_at"_s)).value_or(Instant{});
    integration.updatedAt = instantFrom(json.value(u"updated_at"_s)).value_or(Instant{});
    return integration;
}

QJsonObject toJson(const WebhookConfig &config)
{
    return {{u"url"_s, config.url},
            {u"headers"_s, config.headers},
            {u"signing_secrets"_s, toJson(config.signingSecrets)}};
}

WebhookConfig webhookConfigFrom(const QJsonObject &json)
{
    return {json.value(u"url"_s).toString(), json.value(u"headers"_s).toObject(),
            textsFrom(json.value(u"signing_secrets"_s))};
}

std::optional<QByteArray> signingKey(const QString &secret)
{
    constexpr auto kPrefix = "whsec_"_L1;
    if (!secret.startsWith(kPrefix))
        return std::nullopt;
    const auto decoded =
        QByteArray::fromBase64Encoding(secret.mid(kPrefix.size()).toLatin1(),
                                       QByteArray::Base64Encoding | QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded || (*decoded).size() < 24 || (*decoded).size() > 64)
        return std::nullopt;
    return *decoded;
}

model::ConfiguredIntegration toConfigured(const WebhookIntegration &webhook)
{
    return {webhook.integration, toJson(webhook.config)};
}

WebhookIntegration webhookFrom(const model::ConfiguredIntegration &configured)
{
    return {configured.integration, webhookConfigFrom(configured.fullConfig)};
}

QString destinationOf(const model::Integration &integration)
{
    const QJsonObject &config = integration.config;
    const auto endpoint = [&](const QString &host, const QString &port) {
        return u"%1:%2"_s.arg(config.value(host).toString()).arg(config.value(port).toInt());
    };
    switch (integration.type) {
    case model::IntegrationType::Snmp: return endpoint(u"snmp_host"_s, u"snmp_port"_s);
    case model::IntegrationType::Email: return endpoint(u"smtp_host"_s, u"smtp_port"_s);
    case model::IntegrationType::Webhook: return config.value(u"url"_s).toString();
    case model::IntegrationType::Mqtt: return config.value(u"mqtt_broker_url"_s).toString();
    }
    Q_UNREACHABLE();
}

namespace {

// Together; servers refuse more than some 8 kB of them with 431.
constexpr qsizetype kMostHeaderBytes = 6'144;

// What we say ourselves, and what changes how a request is read: hop-by-hop (RFC 9110 7.6.1), its framing,
// what its body is, and what makes a receiver wait or answer otherwise than with an answer.
bool isControlled(const QString &name)
{
    static const QStringList names{u"host"_s,
                                   u"expect"_s,
                                   u"transfer-encoding"_s,
                                   u"connection"_s,
                                   u"te"_s,
                                   u"trailer"_s,
                                   u"upgrade"_s,
                                   u"keep-alive"_s,
                                   u"range"_s,
                                   u"if-match"_s,
                                   u"if-none-match"_s,
                                   u"if-modified-since"_s,
                                   u"if-unmodified-since"_s,
                                   u"if-range"_s,
                                   u"http2-settings"_s};
    static const QStringList prefixes{u"content-"_s, u"proxy-"_s, u"webhook-"_s};
    const QString lower = name.toLower();
    return names.contains(lower)
        || std::any_of(prefixes.begin(), prefixes.end(),
                       [&lower](const QString &prefix) { return lower.startsWith(prefix); });
}

void checkHeaders(FieldReader &reader, const QJsonObject &headers)
{
    qsizetype bytes = 0;
    for (auto at = headers.begin(); at != headers.end(); ++at) {
        const QString value = at.value().toString();
        if (!at.value().isString())
            reader.reject(u"headers"_s, u"the value of %1 must be one line of text"_s.arg(at.key()));
        else if (const QString fault = headerFault(at.key(), value); !fault.isNull())
            reader.reject(u"headers"_s, fault);
        bytes += at.key().size() + value.toUtf8().size();
    }
    if (bytes > kMostHeaderBytes)
        reader.reject(u"headers"_s, u"must be at most %1 bytes together"_s.arg(kMostHeaderBytes));
}

// Two, so that a receiver can change from one to the other without missing any.
void checkSecrets(FieldReader &reader, const QStringList &secrets)
{
    if (secrets.size() > 2)
        reader.reject(u"signing_secrets"_s, u"must be at most two: the new one and the one it replaces"_s);
    if (!std::all_of(secrets.begin(), secrets.end(),
                     [](const QString &secret) { return signingKey(secret); }))
        reader.reject(u"signing_secrets"_s, u"must be whsec_ followed by 24 to 64 bytes in base64"_s);
}

void checkUrl(FieldReader &reader, const QString &text)
{
    const QUrl url(text, QUrl::StrictMode);
    if (!url.isValid() || url.host().isEmpty() || (url.scheme() != "https"_L1 && url.scheme() != "http"_L1))
        reader.reject(u"webhook_url"_s, u"must be an http or https address"_s);
}

} // namespace

QString headerFault(const QString &name, const QString &value)
{
    static const QRegularExpression token(u"\\A[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}\\z"_s);
    static const QRegularExpression control(u"[\\x00-\\x08\\x0a-\\x1f\\x7f]"_s);
    if (!token.match(name).hasMatch())
        return u"\"%1\" is not a header name"_s.arg(name);
    if (isControlled(name))
        return u"%1 is not yours to set: Pulse or HTTP itself does"_s.arg(name);
    if (control.match(value).hasMatch())
        return u"the value of %1 must be one line of text"_s.arg(name);
    return {};
}

Result<WebhookIntegration> applyBody(WebhookIntegration webhook, const QJsonObject &body, BodyKind kind)
{
    FieldReader reader(body);
    if (kind == BodyKind::Create)
        reader.require({u"name"_s, u"webhook_url"_s});
    else if (body.isEmpty())
        return fail(ErrorKind::Invalid, u"the body changes nothing"_s, u"empty_change"_s);
    reader.displayName(u"name"_s, webhook.integration.name);
    reader.text(u"webhook_url"_s, webhook.config.url, 2000);
    reader.object(u"headers"_s, webhook.config.headers);
    reader.texts(u"signing_secrets"_s, webhook.config.signingSecrets);
    reader.boolean(u"enabled"_s, webhook.integration.isEnabled);
    checkUrl(reader, webhook.config.url);
    checkHeaders(reader, webhook.config.headers);
    checkSecrets(reader, webhook.config.signingSecrets);
    PULSE_CHECK(reader.check());
    const QUrl url(webhook.config.url);
    webhook.integration.config = {
        {u"url"_s,
         url.toString(QUrl::RemoveUserInfo | QUrl::RemovePath | QUrl::RemoveQuery | QUrl::RemoveFragment)}};
    if (!webhook.config.signingSecrets.isEmpty())
        webhook.integration.config.insert(u"signing_secret_count"_s, webhook.config.signingSecrets.size());
    return webhook;
}

} // namespace pulse::wire
