// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/webhook/webhook_request.h"

#include "delivery/webhook/webhook_signature.h"
#include "wire/delivery/integration_json.h"

namespace pulse::delivery {

using namespace Qt::StringLiterals;

namespace {

const QString kUserAgent = u"User-Agent"_s;

// Checked when saved; checked again here, because a line break would let a value become a second request.
// What was saved before it was refused is left out: the rest of the message must arrive.
QList<QByteArray> configuredHeaders(const QJsonObject &configured)
{
    QList<QByteArray> headers{"Content-Type: application/json", "Expect:"};
    bool hasAgent = false;
    for (auto at = configured.begin(); at != configured.end(); ++at) {
        const QString value = at.value().toString();
        if (!wire::headerFault(at.key(), value).isNull())
            continue;
        hasAgent = hasAgent || at.key().compare(kUserAgent, Qt::CaseInsensitive) == 0;
        // "Name;" is how curl spells a header without a value.
        headers.append(value.isEmpty() ? at.key().toLatin1() + ';'
                                       : at.key().toLatin1() + ": " + value.toUtf8());
    }
    if (!hasAgent)
        headers.append("User-Agent: Pulse");
    return headers;
}

} // namespace

Result<WebhookRequest> webhookRequest(const Message &message, const AddressGuard &guard)
{
    const wire::WebhookConfig config = wire::webhookConfigFrom(message.config);
    if (config.url.isEmpty())
        return fail(ErrorKind::Invalid, u"missing_url"_s);
    auto target = guard.judge(config.url);
    if (!target)
        return fail(ErrorKind::Invalid, u"url_blocked:"_s + target.error().what);
    const Redaction redaction(*target, config.headers);
    return WebhookRequest{message.id,   *std::move(target),    configuredHeaders(config.headers),
                          message.body, config.signingSecrets, redaction};
}

QList<QByteArray> dialHeaders(const WebhookRequest &request, Instant now)
{
    const auto seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
    const SignedParts parts{request.id.toLatin1(), QByteArray::number(static_cast<qint64>(seconds)),
                            request.body};
    QList<QByteArray> headers{"webhook-id: " + parts.id, "webhook-timestamp: " + parts.timestamp};
    if (!request.signingSecrets.isEmpty())
        headers.append("webhook-signature: " + webhookSignature(request.signingSecrets, parts));
    return headers;
}

} // namespace pulse::delivery
