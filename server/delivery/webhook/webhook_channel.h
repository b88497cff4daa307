// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Webhooks: POST of the message to the integration's URL, without redirects. 2xx is delivered, 410 disables
// the integration, what is said of the message itself (400, 405, 413, 414, 415, 422, 431) is final,
// everything else is tried again.
#pragma once

#include "delivery/outbound/curl_channel.h"

namespace pulse::delivery {

class WebhookChannel final : public CurlChannel {
public:
    WebhookChannel(CurlSettings settings, Resolver &resolver, const Clock &clock);
};

} // namespace pulse::delivery
