// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/webhook/webhook_channel.h"

#include "delivery/webhook/webhook_transfer.h"

namespace pulse::delivery {

namespace {

Result<std::unique_ptr<CurlTransfer>> webhookTransfer(const Message &message, const AddressGuard &guard)
{
    PULSE_TRY(WebhookRequest request, webhookRequest(message, guard));
    return std::make_unique<WebhookTransfer>(std::move(request));
}

} // namespace

WebhookChannel::WebhookChannel(CurlSettings settings, Resolver &resolver, const Clock &clock)
    : CurlChannel(std::move(settings), webhookTransfer, resolver, clock)
{
}

} // namespace pulse::delivery
