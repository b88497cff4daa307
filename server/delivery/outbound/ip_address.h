// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// An IPv4 or IPv6 address, and a network of either. Parsed strictly: dotted decimal or RFC 4291, nothing
// else.
#pragma once

#include <QString>
#include <array>
#include <cstdint>
#include <optional>

struct sockaddr;

namespace pulse::delivery {

class IpAddress {
public:
    static std::optional<IpAddress> parse(const QString &text); // without brackets, without zone
    static std::optional<IpAddress> of(const sockaddr *address); // none for other families

    bool isV4() const { return m_isV4; }
    int bits() const { return m_isV4 ? 32 : 128; }
    std::uint8_t byte(int index) const { return m_bytes[static_cast<size_t>(index)]; }
    QString toString() const;
    bool operator==(const IpAddress &) const = default;

private:
    std::array<std::uint8_t, 16> m_bytes{}; // the first four for IPv4
    bool m_isV4 = true;
};

QString endpointText(const IpAddress &address, quint16 port); // "192.0.2.1:443", "[2001:db8::1]:443"

struct Network {
    IpAddress base;
    int prefix = 0;

    // "10.0.0.0/8"; none unless the prefix fits.
    static std::optional<Network> parse(const QString &text);
    // An IPv4 network never contains an IPv6 address, mapped or not, nor the other way round.
    bool contains(const IpAddress &address) const;
};

} // namespace pulse::delivery
