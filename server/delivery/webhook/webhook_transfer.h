// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One webhook on its way, and what its receiver's answer means.
#pragma once

#include "delivery/outbound/curl_transfer.h"
#include "delivery/webhook/webhook_request.h"

namespace pulse::delivery {

class WebhookTransfer final : public CurlTransfer {
public:
    explicit WebhookTransfer(WebhookRequest request);

private:
    void prepare(Instant now) override;
    Attempt judge(CURLcode result) const override;
    Attempt answered(long status) const;
    static size_t onBody(char *bytes, size_t size, size_t count, void *self);

    WebhookRequest m_request;
    List m_headers = emptyList();
    QByteArray m_reply; // its first bytes
    bool m_isReplyCut = false;
};

} // namespace pulse::delivery
