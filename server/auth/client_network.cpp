// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/client_network.h"

#include <QByteArray>
#include <algorithm>
#include <arpa/inet.h>
#include <array>

namespace pulse::auth {

namespace {

using Ipv6 = std::array<unsigned char, 16>;

constexpr Ipv6 kMappedIpv4{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}; // RFC 4291 section 2.5.5.2
constexpr size_t kMappedBytes = 12;
constexpr size_t kOfIpv4 = 3; // bytes of a /24
constexpr size_t kOfIpv6 = 6; // bytes of a /48

QString text(int family, const unsigned char *bytes)
{
    std::array<char, INET6_ADDRSTRLEN> buffer{};
    return QString::fromLatin1(::inet_ntop(family, bytes, buffer.data(), buffer.size()));
}

QString ofIpv4(const unsigned char *address)
{
    std::array<unsigned char, 4> network{};
    std::copy_n(address, kOfIpv4, network.begin());
    return text(AF_INET, network.data()) + QStringLiteral("/24");
}

} // namespace

QString networkOf(const QString &address)
{
    const QByteArray bytes = address.section(u'%', 0, 0).toLatin1(); // without the scope of fe80::1%eth0
    Ipv6 host{};
    if (::inet_pton(AF_INET, bytes.constData(), host.data()) == 1)
        return ofIpv4(host.data());
    if (::inet_pton(AF_INET6, bytes.constData(), host.data()) != 1)
        return {};
    if (std::equal(host.begin(), host.begin() + kMappedBytes, kMappedIpv4.begin()))
        return ofIpv4(host.data() + kMappedBytes);
    std::fill(host.begin() + kOfIpv6, host.end(), 0);
    return text(AF_INET6, host.data()) + QStringLiteral("/48");
}

} // namespace pulse::auth
