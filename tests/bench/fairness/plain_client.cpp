// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/fairness/plain_client.h"

#include <algorithm>
#include <arpa/inet.h>
#include <memory>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace pulse::bench {

namespace {

constexpr timeval kPatience{60, 0}; // an answer this late is none

} // namespace

PlainClient::PlainClient(quint16 port, quint32 from)
{
    m_socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int one = 1;
    ::setsockopt(m_socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    ::setsockopt(m_socket, SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof kPatience);
    if (from != 0) {
        sockaddr_in own{};
        own.sin_family = AF_INET;
        own.sin_addr.s_addr = htonl(from);
        ::bind(m_socket, reinterpret_cast<const sockaddr *>(&own), sizeof own);
    }
    if (::connect(m_socket, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0) {
        ::close(m_socket);
        m_socket = -1;
    }
}

PlainClient::~PlainClient()
{
    if (m_socket >= 0)
        ::close(m_socket);
}

PlainClient::PlainClient(PlainClient &&other) noexcept
    : m_socket(std::exchange(other.m_socket, -1))
    , m_seen(std::move(other.m_seen))
{
}

void PlainClient::shut() { ::shutdown(m_socket, SHUT_RDWR); }

bool PlainClient::send(const QByteArray &bytes)
{
    for (qsizetype sent = 0; sent < bytes.size();) {
        const auto taken = ::send(m_socket, bytes.constData() + sent,
                                  static_cast<size_t>(bytes.size() - sent), MSG_NOSIGNAL);
        if (taken <= 0)
            return false;
        sent += taken;
    }
    return true;
}

int PlainClient::readAnswer()
{
    qsizetype whole = -1;
    qsizetype headSize = 0;
    while (whole < 0 || m_seen.size() < whole) {
        if (const qsizetype end = m_seen.indexOf("\r\n\r\n"); whole < 0 && end >= 0) {
            const qsizetype at = m_seen.left(end).toLower().indexOf("\r\ncontent-length: ");
            whole = headSize = end + 4;
            if (at >= 0)
                whole += m_seen.mid(at + 18, m_seen.indexOf("\r\n", at + 2) - at - 18).toLongLong();
            continue;
        }
        char buffer[65'536];
        const auto got = ::recv(m_socket, buffer, sizeof buffer, 0);
        if (got <= 0)
            return 0;
        m_seen.append(buffer, got);
    }
    const int status = m_seen.mid(9, 3).toInt();
    m_body = m_seen.mid(headSize, whole - headSize);
    m_seen.remove(0, whole);
    return status;
}

QByteArray getRequest(const QByteArray &path, const QByteArray &token)
{
    QByteArray request = "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n";
    if (!token.isEmpty())
        request += "Authorization: Bearer " + token + "\r\n";
    return request + "\r\n";
}

bool upgrade(PlainClient &client, const QByteArray &token)
{
    QByteArray request = getRequest("/api/v2/ws", token);
    request.chop(2);
    request += "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
               "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    return client.isOpen() && client.send(request) && client.readAnswer() == 101;
}

void Latencies::add(std::chrono::steady_clock::time_point begun, int status)
{
    const auto took = std::chrono::steady_clock::now() - begun;
    ms.push_back(std::chrono::duration<double, std::milli>(took).count());
    refused += status / 100 == 2 ? 0 : 1;
}

double Latencies::quantile(double share) const
{
    if (ms.empty())
        return 0;
    std::vector<double> sorted = ms;
    std::sort(sorted.begin(), sorted.end());
    const auto at = static_cast<size_t>(share * static_cast<double>(sorted.size()));
    return sorted[std::min(at, sorted.size() - 1)];
}

Latencies measureGets(quint16 port, const QByteArray &request, int count)
{
    Latencies latencies;
    auto client = std::make_unique<PlainClient>(port);
    for (int i = 0; i < count; ++i) {
        const auto begin = std::chrono::steady_clock::now();
        const int status = client->send(request) ? client->readAnswer() : 0;
        latencies.add(begin, status);
        if (status == 0)
            client = std::make_unique<PlainClient>(port);
    }
    return latencies;
}

} // namespace pulse::bench
