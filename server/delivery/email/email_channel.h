// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Email: a mail about the alert in the message's body, by the SMTP server of the integration.
#pragma once

#include "delivery/outbound/curl_channel.h"

namespace pulse::delivery {

class EmailChannel final : public CurlChannel {
public:
    // `ehloName`: isEhloName(). By default an address literal, for senders that are known to nobody.
    EmailChannel(CurlSettings settings, Resolver &resolver, const Clock &clock,
                 const QString &ehloName = QStringLiteral("[127.0.0.1]"));
};

} // namespace pulse::delivery
