// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One webhook on its way: a curl handle that dials vetted addresses only, and what it learns.
//
// Thread safety: none; lives on the channel's thread. Does not move: curl holds its address.
#pragma once

#include "delivery/webhook_request.h"

#include <curl/curl.h>
#include <memory>

namespace pulse::delivery {

struct TransferLimits {
    std::chrono::milliseconds timeout{30'000}; // what is left of the attempt
    QByteArray certificateFile; // authorities to trust instead of the system's; empty: the system's
};

class WebhookTransfer {
public:
    WebhookTransfer(WebhookRequest request, const AddressGuard &guard, const TransferLimits &limits);
    WebhookTransfer(const WebhookTransfer &) = delete;
    WebhookTransfer &operator=(const WebhookTransfer &) = delete;

    CURL *handle() const { return m_easy.get(); }
    // When curl is done with it.
    Attempt attempt(CURLcode result) const;

private:
    using List = std::unique_ptr<curl_slist, void (*)(curl_slist *)>;

    void setTarget();
    void setSafety(const TransferLimits &limits);
    void setBody();
    Attempt answered(long status) const;
    static size_t onBody(char *bytes, size_t size, size_t count, void *self);
    static curl_socket_t onOpenSocket(void *self, curlsocktype purpose, curl_sockaddr *address);

    const AddressGuard &m_guard;
    WebhookRequest m_request;
    std::unique_ptr<CURL, void (*)(CURL *)> m_easy;
    List m_headers;
    List m_resolve;
    QByteArray m_reply; // its first bytes
    bool m_isReplyCut = false;
    QString m_dialled;
    QString m_refused; // an address that the second wall stopped
};

// The class of request_error:<class>.
QString errorClass(CURLcode result);

} // namespace pulse::delivery
