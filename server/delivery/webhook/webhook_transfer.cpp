// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/webhook/webhook_transfer.h"

#include <algorithm>

namespace pulse::delivery {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kReplyKept =
    8192; // enough to recognise a secret that begins within what is kept in the end

// What a receiver says of the message itself it will say again; what it says of its state (not found, not
// allowed, too many) may change.
Outcome outcomeOf(long status)
{
    if (status >= 200 && status < 300)
        return Outcome::Delivered;
    switch (status) {
    case 410: return Outcome::Disable; // "take me off your list"
    case 400:
    case 405:
    case 413:
    case 414:
    case 415:
    case 422:
    case 431: return Outcome::GiveUp;
    default: return Outcome::RetryLater;
    }
}

} // namespace

WebhookTransfer::WebhookTransfer(WebhookRequest request)
    : CurlTransfer(request.target)
    , m_request(std::move(request))
{
}

void WebhookTransfer::prepare(Instant now)
{
    CURL *easy = handle();
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);
    if (!target().user.isEmpty()) {
        curl_easy_setopt(easy, CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
        setCredentials(target().user, target().password);
    }
    for (const QByteArray &header : m_request.headers + dialHeaders(m_request, now))
        append(m_headers, header);
    curl_easy_setopt(easy, CURLOPT_POST, 1L);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(m_request.body.size()));
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS,
                     m_request.body.constData()); // not copied; we outlive the transfer
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, m_headers.get());
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &WebhookTransfer::onBody);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, this);
}

// Reads no more than it keeps: the status has come, and a reply without end must not hold us.
size_t WebhookTransfer::onBody(char *bytes, size_t size, size_t count, void *self)
{
    auto *transfer = static_cast<WebhookTransfer *>(self);
    const size_t given = size * count;
    const auto length = static_cast<qsizetype>(given);
    const qsizetype room = kReplyKept - transfer->m_reply.size();
    transfer->m_reply.append(bytes, std::min(room, length));
    transfer->m_isReplyCut = length > room;
    return transfer->m_isReplyCut ? 0 : given;
}

Attempt WebhookTransfer::answered(long status) const
{
    Attempt attempt;
    attempt.status = static_cast<int>(status);
    attempt.outcome = outcomeOf(status);
    attempt.detail = m_request.redaction.excerpt(m_reply, m_isReplyCut);
    if (attempt.outcome == Outcome::Delivered)
        return attempt;
    attempt.code = u"http_%1"_s.arg(status);
    curl_off_t seconds = 0;
    if (curl_easy_getinfo(handle(), CURLINFO_RETRY_AFTER, &seconds) == CURLE_OK && seconds > 0)
        attempt.retryAfter = std::chrono::seconds{std::min<curl_off_t>(seconds, 86'400)};
    return attempt;
}

// The status line is the answer; a body cut short afterwards does not take it back.
Attempt WebhookTransfer::judge(CURLcode result) const
{
    const long status = responseCode();
    return status >= 200 ? answered(status) : Attempt{.code = requestError(result)};
}

} // namespace pulse::delivery
