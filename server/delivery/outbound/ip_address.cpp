// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/outbound/ip_address.h"

#include <arpa/inet.h>
#include <cstring>
#include <netinet/in.h>

namespace pulse::delivery {

using namespace Qt::StringLiterals;

std::optional<IpAddress> IpAddress::parse(const QString &text)
{
    IpAddress address;
    const QByteArray bytes = text.toLatin1();
    if (QString::fromLatin1(bytes) != text || bytes.contains('\0'))
        return std::nullopt;
    // inet_pton, unlike inet_aton, knows no octal, no hexadecimal and no missing parts.
    if (::inet_pton(AF_INET, bytes.constData(), address.m_bytes.data()) == 1)
        return address;
    address.m_isV4 = false;
    if (::inet_pton(AF_INET6, bytes.constData(), address.m_bytes.data()) == 1)
        return address;
    return std::nullopt;
}

std::optional<IpAddress> IpAddress::of(const sockaddr *address)
{
    IpAddress result;
    if (address && address->sa_family == AF_INET) {
        sockaddr_in v4;
        std::memcpy(&v4, address, sizeof v4);
        std::memcpy(result.m_bytes.data(), &v4.sin_addr, 4);
        return result;
    }
    if (address && address->sa_family == AF_INET6) {
        sockaddr_in6 v6;
        std::memcpy(&v6, address, sizeof v6);
        std::memcpy(result.m_bytes.data(), &v6.sin6_addr, 16);
        result.m_isV4 = false;
        return result;
    }
    return std::nullopt;
}

QString IpAddress::toString() const
{
    char text[INET6_ADDRSTRLEN] = {};
    ::inet_ntop(m_isV4 ? AF_INET : AF_INET6, m_bytes.data(), text, sizeof text);
    return QString::fromLatin1(text);
}

QString endpointText(const IpAddress &address, quint16 port)
{
    return (address.isV4() ? u"%1:%2"_s : u"[%1]:%2"_s).arg(address.toString()).arg(port);
}

std::optional<Network> Network::parse(const QString &text)
{
    const qsizetype slash = text.indexOf(u'/');
    const auto base = IpAddress::parse(text.left(slash));
    bool isNumber = false;
    const int prefix = slash < 0 ? -1 : text.mid(slash + 1).toInt(&isNumber);
    if (!base || !isNumber || prefix < 0 || prefix > base->bits())
        return std::nullopt;
    return Network{*base, prefix};
}

bool Network::contains(const IpAddress &address) const
{
    if (address.isV4() != base.isV4())
        return false;
    for (int bit = 0; bit < prefix; bit += 8) {
        const int used = std::min(8, prefix - bit);
        const int mask = 0xff << (8 - used) & 0xff;
        if ((address.byte(bit / 8) & mask) != (base.byte(bit / 8) & mask))
            return false;
    }
    return true;
}

} // namespace pulse::delivery
