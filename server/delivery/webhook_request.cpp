// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/webhook_request.h"

#include "delivery/webhook_signature.h"
#include "wire/integration_json.h"

#include <QRegularExpression>

namespace pulse::delivery {

using namespace Qt::StringLiterals;

namespace {

const QString kUserAgent = u"User-Agent"_s;

// Checked when saved; checked again here, because a line break would let a value become a second request.
bool isHeader(const QString &name, const QString &value)
{
    static const QRegularExpression token(u"\\A[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}\\z"_s); // RFC 9110 §5.6.2
    static const QRegularExpression control(u"[\\x00-\\x08\\x0a-\\x1f\\x7f]"_s);
    return token.match(name).hasMatch() && !control.match(value).hasMatch();
}

bool isOurs(const QString &name)
{
    static const QStringList ours{u"host"_s,       u"content-length"_s,    u"content-type"_s,
                                  u"expect"_s,     u"transfer-encoding"_s, u"connection"_s,
                                  u"webhook-id"_s, u"webhook-timestamp"_s, u"webhook-signature"_s};
    return ours.contains(name.toLower());
}

Result<QList<QByteArray>> configuredHeaders(const QJsonObject &configured)
{
    QList<QByteArray> headers{"Content-Type: application/json", "Expect:"};
    bool hasAgent = false;
    for (auto at = configured.begin(); at != configured.end(); ++at) {
        const QString value = at.value().toString();
        if (!isHeader(at.key(), value) || isOurs(at.key()))
            return fail(ErrorKind::Invalid, u"request_error:invalid_header"_s);
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
    PULSE_TRY(const QList<QByteArray> headers, configuredHeaders(config.headers));
    const Redaction redaction(*target, config.headers);
    return WebhookRequest{message.id,   *std::move(target),    headers,
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
