// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/delivery/integration_json.h"

#include "wire/delivery/snmp_integration_json.h"

#include <QRegularExpression>
#include <QUrl>
#include <algorithm>

namespace pulse::wire {

using namespace Qt::StringLiterals;

const Noun<model::Integration> &integrationNoun()
{
    using model::Integration;
    static const Noun<Integration> noun{
        u"Integration"_s,
        u"Where deliveries can go."_s,
        {member("tenant_id"_L1, &Integration::tenantId, kinds::text(), {}),
         member("integration_id"_L1, &Integration::integrationId, kinds::uuid(), {}).identifying(),
         member("name"_L1, &Integration::name, kinds::displayName(), {}).required(),
         member("type"_L1, &Integration::type, kinds::word<model::IntegrationType>(), {}).identifying(),
         member("enabled"_L1, &Integration::isEnabled, kinds::truth(), {}).written(),
         member("created_at"_L1, &Integration::createdAt, kinds::time(), {}),
         member("updated_at"_L1, &Integration::updatedAt, kinds::time(), {})}};
    return noun;
}

QJsonObject integrationSchema(model::IntegrationType type, const QJsonObject &ofType)
{
    return ObjectSchema(u"An integration of type %1. Its secrets are never shown."_s.arg(model::word(type)))
        .include(integrationNoun().schema())
        .include(ofType)
        .add(u"id"_s, kinds::uuid().schema, u"The same as integration_id; not of webhooks."_s, false)
        .add(u"disabled_reason"_s, kinds::text().schema,
             u"Why a delivery disabled it, until it is changed: http_410, smtp_521."_s, false)
        .open();
}

QJsonObject integrationBodySchema(BodyKind kind, const QJsonObject &ofType)
{
    const ObjectSchema schema = ObjectSchema(u"What is absent stays as it was, or as it is by default."_s)
                                    .include(integrationNoun().bodySchema(kind))
                                    .include(ofType);
    return kind == BodyKind::Create ? schema.closed() : schema.change();
}

QJsonObject toJson(const model::Integration &integration)
{
    QJsonObject json = integrationNoun().json(integration);
    for (auto at = integration.config.begin(); at != integration.config.end(); ++at)
        json.insert(at.key(), at.value());
    if (integration.config.value(u"snmp_version"_s) == u"3"_s)
        json.insert(u"snmp_engine_id"_s,
                    u"0x"_s + QString::fromLatin1(snmpEngineId(integration.integrationId).toHex()));
    return json;
}

Result<model::Integration> integrationFrom(const QJsonObject &json)
{
    PULSE_TRY(model::Integration integration, integrationNoun().read(json));
    integration.config = {{u"url"_s, json.value(u"url"_s)}};
    return integration;
}

const Noun<WebhookConfig> &webhookConfigNoun()
{
    static const Noun<WebhookConfig> noun{
        u"WebhookConfig"_s,
        u"As it is sealed."_s,
        {member("url"_L1, &WebhookConfig::url, kinds::text(), {}),
         member("headers"_L1, &WebhookConfig::headers, kinds::object({}), {}),
         member("signing_secrets"_L1, &WebhookConfig::signingSecrets, kinds::texts(), {})}};
    return noun;
}

const Noun<WebhookConfig> &webhookBodyNoun()
{
    static const Noun<WebhookConfig> noun{
        u"Webhook"_s,
        u"Where a webhook posts to, and with what."_s,
        {member("webhook_url"_L1, &WebhookConfig::url, kinds::text(2000),
                "http or https; goes in and never comes out: shown as scheme, host and port."_L1)
             .required(),
         member(
             "headers"_L1, &WebhookConfig::headers, kinds::object({}),
             "Sent with every delivery; never shown. Not what HTTP or Pulse control: Host, Expect, Connection, TE, Trailer, Upgrade, Keep-Alive, Range, If-..., Content-..., Transfer-Encoding, Proxy-..., webhook-..."_L1)
             .secret(),
         member(
             "signing_secrets"_L1, &WebhookConfig::signingSecrets, kinds::texts(),
             "Two at most, of Standard Webhooks: `whsec_` and 24 to 64 bytes in base64; never returned. Each signs every delivery (webhook-signature), so a new one can stand beside the one it replaces."_L1)
             .secret()}};
    return noun;
}

QJsonObject webhookSchema()
{
    return ObjectSchema()
        .add(u"url"_s, kinds::text().schema, u"Of a webhook: scheme, host and port only."_s, false)
        .add(u"signing_secret_count"_s, kinds::count().schema, u"Of a webhook whose deliveries are signed."_s,
             false)
        .open();
}

WebhookConfig webhookConfigFrom(const QJsonObject &json)
{
    return webhookConfigNoun().read(json).value_or(WebhookConfig{});
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
    integrationNoun().take(reader, webhook.integration, kind);
    webhookBodyNoun().take(reader, webhook.config, kind);
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
