// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/webhook_transfer.h"

#include <algorithm>
#include <netinet/in.h>
#include <sys/socket.h>

namespace pulse::delivery {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kReplyKept =
    8192; // enough to recognise a secret that begins within what is kept in the end
constexpr int kGone = 410;

void appendTo(std::unique_ptr<curl_slist, void (*)(curl_slist *)> &list, const QByteArray &text)
{
    list.reset(curl_slist_append(list.release(), text.constData()));
}

QString endpointText(const IpAddress &address, quint16 port)
{
    return (address.isV4() ? u"%1:%2"_s : u"[%1]:%2"_s).arg(address.toString()).arg(port);
}

quint16 portOf(const curl_sockaddr &address)
{
    // Both families keep the port in the same place; curl_sockaddr is a sockaddr_storage in disguise.
    sockaddr_in v4;
    std::copy_n(reinterpret_cast<const char *>(&address.addr), sizeof v4, reinterpret_cast<char *>(&v4));
    return ntohs(v4.sin_port);
}

} // namespace

WebhookTransfer::WebhookTransfer(WebhookRequest request, const AddressGuard &guard,
                                 const TransferLimits &limits)
    : m_guard(guard)
    , m_request(std::move(request))
    , m_easy(curl_easy_init(), curl_easy_cleanup)
    , m_headers(nullptr, curl_slist_free_all)
    , m_resolve(nullptr, curl_slist_free_all)
{
    setTarget();
    setSafety(limits);
    setBody();
}

void WebhookTransfer::setTarget()
{
    CURL *easy = m_easy.get();
    const Target &target = m_request.target;
    curl_easy_setopt(easy, CURLOPT_URL, target.url.toEncoded().constData());
    curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);
    if (!target.user.isEmpty()) {
        curl_easy_setopt(easy, CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
        curl_easy_setopt(easy, CURLOPT_USERNAME, target.user.toUtf8().constData());
        curl_easy_setopt(easy, CURLOPT_PASSWORD, target.password.toUtf8().constData());
    }
    if (target.literal)
        return;
    // The first wall: curl asks no name server, it is told. "+": the entry leaves its cache by itself.
    QStringList addresses;
    for (const IpAddress &address : m_request.addresses)
        addresses.append(address.isV4() ? address.toString() : u"[%1]"_s.arg(address.toString()));
    appendTo(m_resolve,
             u"+%1:%2:%3"_s.arg(target.host).arg(target.port).arg(addresses.join(u',')).toLatin1());
    curl_easy_setopt(easy, CURLOPT_RESOLVE, m_resolve.get());
}

void WebhookTransfer::setSafety(const TransferLimits &limits)
{
    CURL *easy = m_easy.get();
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_PROXY, ""); // not even from the environment
    curl_easy_setopt(easy, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(easy, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    // Connections are not shared between deliveries: each is dialled where it was vetted, with its own
    // credentials.
    curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
    curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    if (!limits.certificateFile.isEmpty())
        curl_easy_setopt(easy, CURLOPT_CAINFO, limits.certificateFile.constData());
    const auto timeout = static_cast<long>(std::max<std::int64_t>(limits.timeout.count(), 1));
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, timeout);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, std::min(timeout, 10'000L));
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, &WebhookTransfer::onOpenSocket);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, this);
}

void WebhookTransfer::setBody()
{
    CURL *easy = m_easy.get();
    for (const QByteArray &header : m_request.headers)
        appendTo(m_headers, header);
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
    const auto length = static_cast<qsizetype>(size * count);
    const qsizetype room = kReplyKept - transfer->m_reply.size();
    transfer->m_reply.append(bytes, std::min(room, length));
    transfer->m_isReplyCut = length > room;
    return transfer->m_isReplyCut ? 0 : size * count;
}

// The second wall: whatever led curl here, only a vetted address that the guard still allows gets a socket.
curl_socket_t WebhookTransfer::onOpenSocket(void *self, curlsocktype, curl_sockaddr *address)
{
    auto *transfer = static_cast<WebhookTransfer *>(self);
    const auto ip = IpAddress::of(&address->addr);
    const quint16 port = portOf(*address);
    const bool isVetted =
        ip && (transfer->m_request.target.literal == ip || transfer->m_request.addresses.contains(*ip));
    if (!isVetted || !transfer->m_guard.allows(*ip, port)) {
        transfer->m_refused = ip ? ip->toString() : u"unknown"_s;
        return CURL_SOCKET_BAD;
    }
    transfer->m_dialled = endpointText(*ip, port);
    return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

Attempt WebhookTransfer::answered(long status) const
{
    Attempt attempt;
    attempt.status = static_cast<int>(status);
    attempt.outcome = status >= 200 && status < 300 ? Outcome::Delivered
        : status == kGone                           ? Outcome::GiveUp // "take me off your list"
                                                    : Outcome::RetryLater;
    if (attempt.outcome == Outcome::Delivered)
        return attempt;
    attempt.code = u"http_%1"_s.arg(status);
    attempt.detail = m_request.redaction.excerpt(m_reply, m_isReplyCut);
    curl_off_t seconds = 0;
    if (curl_easy_getinfo(m_easy.get(), CURLINFO_RETRY_AFTER, &seconds) == CURLE_OK && seconds > 0)
        attempt.retryAfter = std::chrono::seconds{std::min<curl_off_t>(seconds, 86'400)};
    return attempt;
}

Attempt WebhookTransfer::attempt(CURLcode result) const
{
    long status = 0;
    curl_easy_getinfo(m_easy.get(), CURLINFO_RESPONSE_CODE, &status);
    Attempt attempt;
    // The status line is the answer; a body cut short afterwards does not take it back.
    if (status >= 200)
        attempt = answered(status);
    else if (!m_refused.isEmpty() && m_dialled.isEmpty())
        attempt.code = u"url_blocked:blocked_ip:"_s + m_refused;
    else
        attempt.code = u"request_error:"_s + (result == CURLE_OK ? u"protocol"_s : errorClass(result));
    attempt.address = m_dialled;
    return attempt;
}

QString errorClass(CURLcode result)
{
    switch (result) {
    case CURLE_OPERATION_TIMEDOUT: return u"timeout"_s;
    case CURLE_COULDNT_CONNECT: return u"connection_failed"_s;
    case CURLE_COULDNT_RESOLVE_HOST: return u"resolution_failed"_s;
    case CURLE_GOT_NOTHING:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_PARTIAL_FILE: return u"closed_early"_s;
    case CURLE_PEER_FAILED_VERIFICATION: return u"certificate"_s;
    case CURLE_SSL_CONNECT_ERROR: return u"tls"_s;
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_WEIRD_SERVER_REPLY: return u"protocol"_s;
    default: return u"curl_%1"_s.arg(static_cast<int>(result));
    }
}

} // namespace pulse::delivery
