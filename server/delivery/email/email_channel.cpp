// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/email/email_channel.h"

#include "delivery/email/email_transfer.h"

namespace pulse::delivery {

namespace {

Result<std::unique_ptr<CurlTransfer>> emailTransfer(const Message &message, const AddressGuard &guard,
                                                    const QString &ehloName)
{
    PULSE_TRY(EmailRequest request, emailRequest(message, guard));
    request.target.url.setPath(u'/' + ehloName); // where curl looks for it
    return std::make_unique<EmailTransfer>(std::move(request));
}

} // namespace

EmailChannel::EmailChannel(CurlSettings settings, Resolver &resolver, const Clock &clock,
                           const QString &ehloName)
    : CurlChannel(
        std::move(settings),
        [ehloName](const Message &message, const AddressGuard &guard) {
            return emailTransfer(message, guard, ehloName);
        },
        resolver, clock)
{
}

} // namespace pulse::delivery
