// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Integrations on the wire. Secrets go in and never come out: a webhook's url is shown as scheme, host and
// port.
#pragma once

#include "model/integration.h"
#include "wire/core/noun.h"

namespace pulse::wire {

const Noun<model::Integration> &integrationNoun(); // what every type has
// As it is shown: with what its type adds, whose schema has `ofType` in it.
QJsonObject integrationSchema(model::IntegrationType type, const QJsonObject &ofType);
// Of a body that makes or changes one: with what its type adds.
QJsonObject integrationBodySchema(BodyKind kind, const QJsonObject &ofType);
QJsonObject toJson(const model::Integration &integration); // snmp_engine_id too, of an SNMP v3 integration
Result<model::Integration> integrationFrom(const QJsonObject &json);

// What a webhook integration is configured with; the whole of it is sealed in the database.
struct WebhookConfig {
    QString url;
    QJsonObject headers; // name -> text
    QStringList signingSecrets = {}; // the newest first; none: deliveries are not signed
};
const Noun<WebhookConfig> &webhookConfigNoun(); // as it is sealed
const Noun<WebhookConfig> &webhookBodyNoun(); // as it is written
QJsonObject webhookSchema();
inline QJsonObject toJson(const WebhookConfig &config) { return webhookConfigNoun().json(config); }
WebhookConfig webhookConfigFrom(const QJsonObject &json);

// The key of a secret of Standard Webhooks, "whsec_" and 24 to 64 bytes in base64; none when it is no such
// secret.
std::optional<QByteArray> signingKey(const QString &secret);

// Why a header cannot be sent with a webhook; null: it can. One that HTTP or we control (Host, Expect,
// Content-…, Connection, Proxy-…, webhook-…), a name that is no token (RFC 9110 5.6.2), a value that is not
// one line of text.
QString headerFault(const QString &name, const QString &value);

// Applies a POST or PATCH body {name, webhook_url, headers, signing_secrets, enabled}. The address itself is
// judged by delivery.
struct WebhookIntegration {
    model::Integration integration;
    WebhookConfig config;
};
Result<WebhookIntegration> applyBody(WebhookIntegration webhook, const QJsonObject &body, BodyKind kind);
model::ConfiguredIntegration toConfigured(const WebhookIntegration &webhook);
WebhookIntegration webhookFrom(const model::ConfiguredIntegration &configured);

// Where deliveries go, for a person: a webhook's or MQTT broker's shown address, an SNMP receiver's or mail
// server's host and port. Holds no secret.
QString destinationOf(const model::Integration &integration);

} // namespace pulse::wire
