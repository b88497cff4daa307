// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/outbound/curl_transfer.h"

#include <algorithm>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace pulse::delivery {

using namespace Qt::StringLiterals;

namespace {

quint16 portOf(const curl_sockaddr &address)
{
    // Both families keep the port in the same place; curl_sockaddr is a sockaddr_storage in disguise.
    sockaddr_in v4;
    std::copy_n(reinterpret_cast<const char *>(&address.addr), sizeof v4, reinterpret_cast<char *>(&v4));
    return ntohs(v4.sin_port);
}

QString errorClass(CURLcode result)
{
    switch (result) {
    case CURLE_OK: return u"protocol"_s; // an end without an answer
    case CURLE_OPERATION_TIMEDOUT: return u"timeout"_s;
    case CURLE_COULDNT_CONNECT: return u"connection_failed"_s;
    case CURLE_COULDNT_RESOLVE_HOST: return u"resolution_failed"_s;
    case CURLE_GOT_NOTHING:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_PARTIAL_FILE: return u"closed_early"_s;
    case CURLE_PEER_FAILED_VERIFICATION: return u"certificate"_s;
    case CURLE_USE_SSL_FAILED:
    case CURLE_SSL_CONNECT_ERROR: return u"tls"_s;
    case CURLE_LOGIN_DENIED: return u"login"_s;
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_WEIRD_SERVER_REPLY: return u"protocol"_s;
    default: return u"curl_%1"_s.arg(static_cast<int>(result));
    }
}

} // namespace

QString requestError(CURLcode result) { return u"request_error:"_s + errorClass(result); }

CurlTransfer::CurlTransfer(Target target)
    : m_target(std::move(target))
    , m_resolve(emptyList())
    , m_easy(curl_easy_init(), curl_easy_cleanup)
{
}

void CurlTransfer::append(List &list, const QByteArray &text)
{
    list.reset(curl_slist_append(list.release(), text.constData()));
}

void CurlTransfer::dial(const Dial &dial)
{
    curl_easy_setopt(m_easy.get(), CURLOPT_URL, m_target.url.toEncoded().constData());
    m_destination = dial.destination;
    setAddresses();
    setSafety(dial);
    prepare(dial.now);
}

// The first wall: curl asks no name server, it is told. "+": the entry leaves its cache by itself.
void CurlTransfer::setAddresses()
{
    if (m_target.literal)
        return;
    QStringList texts;
    for (const IpAddress &address : m_destination->addresses())
        texts.append(address.isV4() ? address.toString() : u"[%1]"_s.arg(address.toString()));
    append(m_resolve, u"+%1:%2:%3"_s.arg(m_target.host).arg(m_target.port).arg(texts.join(u',')).toLatin1());
    curl_easy_setopt(m_easy.get(), CURLOPT_RESOLVE, m_resolve.get());
}

void CurlTransfer::setSafety(const Dial &dial)
{
    CURL *easy = m_easy.get();
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_PROXY, ""); // not even from the environment
    curl_easy_setopt(easy, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(easy, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
    // Connections are not shared between deliveries: each is dialled where it was vetted, with its own
    // credentials.
    curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
    curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    // Without a folder beside it curl keeps what it read of the file of authorities; else it reads all of
    // them again for each transfer, for tens of milliseconds in which no other goes on.
    curl_easy_setopt(easy, CURLOPT_CAPATH, nullptr);
    if (!dial.certificateFile.isEmpty())
        curl_easy_setopt(easy, CURLOPT_CAINFO, dial.certificateFile.constData());
    const auto timeout = static_cast<long>(std::max<std::int64_t>(dial.timeout.count(), 1));
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, timeout);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, std::min(timeout, 10'000L));
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, &CurlTransfer::onOpenSocket);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, this);
    curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, &CurlTransfer::onCloseSocket);
    curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, this);
    curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, &CurlTransfer::onConnected);
    curl_easy_setopt(easy, CURLOPT_PREREQDATA, this);
}

void CurlTransfer::setCredentials(const QString &user, const QString &password)
{
    curl_easy_setopt(m_easy.get(), CURLOPT_USERNAME, user.toUtf8().constData());
    curl_easy_setopt(m_easy.get(), CURLOPT_PASSWORD, password.toUtf8().constData());
}

// The second wall: whatever led curl here, only a vetted address and port get a socket.
curl_socket_t CurlTransfer::onOpenSocket(void *self, curlsocktype, curl_sockaddr *address)
{
    auto *transfer = static_cast<CurlTransfer *>(self);
    const auto ip = IpAddress::of(&address->addr);
    const quint16 port = portOf(*address);
    if (!ip || !transfer->m_destination->contains(*ip, port)) {
        transfer->m_refused = ip ? ip->toString() : u"unknown"_s;
        return CURL_SOCKET_BAD;
    }
    transfer->m_dialled = endpointText(*ip, port);
    const int socket = ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    if (socket >= 0)
        transfer->m_sockets.push_back(socket);
    return socket;
}

int CurlTransfer::onCloseSocket(void *self, curl_socket_t socket)
{
    std::erase(static_cast<CurlTransfer *>(self)->m_sockets, socket);
    return ::close(socket);
}

// Before the first byte of the request; the session is gone when the transfer has ended.
int CurlTransfer::onConnected(void *self, char *, char *, int, int)
{
    auto *transfer = static_cast<CurlTransfer *>(self);
    const curl_tlssessioninfo *session = nullptr;
    curl_easy_getinfo(transfer->handle(), CURLINFO_TLS_SSL_PTR, &session);
    if (session && session->backend == CURLSSLBACKEND_OPENSSL && session->internals)
        transfer->m_tls = QString::fromLatin1(::SSL_get_version(static_cast<SSL *>(session->internals)));
    return CURL_PREREQFUNC_OK;
}

void CurlTransfer::hearNoMore() const
{
    for (const curl_socket_t socket : m_sockets)
        ::shutdown(socket, SHUT_RD);
}

long CurlTransfer::responseCode() const
{
    long code = 0;
    curl_easy_getinfo(m_easy.get(), CURLINFO_RESPONSE_CODE, &code);
    return code;
}

Attempt CurlTransfer::attempt(CURLcode result) const
{
    if (!m_refused.isEmpty() && m_dialled.isEmpty())
        return {.code = u"url_blocked:blocked_ip:"_s + m_refused};
    Attempt attempt = judge(result);
    attempt.address = m_dialled;
    attempt.tls = m_tls;
    return attempt;
}

} // namespace pulse::delivery
