// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which network an address is of, as far as sign-ins are concerned: whoever has one address of an IPv4 /24 or
// an IPv6 /48 (what a site is given: RFC 6177) may well have all of them.
#pragma once

#include <QString>

namespace pulse::auth {

// "203.0.113.0/24", "2001:db8:1::/48"; an IPv4 address written as IPv6 is of its IPv4 network. Empty for what
// is no address.
QString networkOf(const QString &address);

} // namespace pulse::auth
