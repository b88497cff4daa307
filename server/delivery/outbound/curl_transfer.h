// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One message on its way: a curl handle that dials vetted addresses only, never through a proxy, and checks
// certificates. What is said to the receiver, and what its answer means, is the derived class's.
//
// Thread safety: none; lives on the channel's thread. Does not move: curl holds its address.
#pragma once

#include "base/clock.h"
#include "delivery/job/attempt.h"
#include "delivery/outbound/outbox.h"

#include <curl/curl.h>
#include <memory>
#include <vector>

namespace pulse::delivery {

struct Dial {
    VettedDestination destination; // of the target
    Instant now = {};
    std::chrono::milliseconds timeout{30'000}; // what is left of the attempt
    QByteArray certificateFile = {}; // authorities to trust instead of the system's; empty: the system's
};

class CurlTransfer {
public:
    virtual ~CurlTransfer() = default;
    CurlTransfer(const CurlTransfer &) = delete;
    CurlTransfer &operator=(const CurlTransfer &) = delete;

    const Target &target() const { return m_target; }
    void dial(const Dial &dial); // once, before the handle is used
    CURL *handle() const { return m_easy.get(); }
    // When curl is done with it.
    Attempt attempt(CURLcode result) const;

protected:
    using List = std::unique_ptr<curl_slist, void (*)(curl_slist *)>;

    explicit CurlTransfer(Target target);

    // The protocol's own options: what is sent, and which schemes are spoken.
    virtual void prepare(Instant now) = 0;
    // Of a transfer that got a socket.
    virtual Attempt judge(CURLcode result) const = 0;

    long responseCode() const; // the receiver's last; 0: none
    void setCredentials(const QString &user, const QString &password);
    // The receiver is not listened to any more: whatever curl still waits for ends at once.
    void hearNoMore() const;
    static void append(List &list, const QByteArray &text);
    static List emptyList() { return {nullptr, curl_slist_free_all}; }

private:
    void setAddresses();
    void setSafety(const Dial &dial);
    static curl_socket_t onOpenSocket(void *self, curlsocktype purpose, curl_sockaddr *address);
    static int onCloseSocket(void *self, curl_socket_t socket);
    static int onConnected(void *self, char *, char *, int, int);

    Target m_target;
    std::optional<VettedDestination> m_destination; // none before dial()
    // Before the handle, whose clean-up may still close a socket.
    std::vector<curl_socket_t> m_sockets;
    QString m_dialled;
    QString m_tls;
    QString m_refused; // an address that the second wall stopped
    List m_resolve;
    std::unique_ptr<CURL, void (*)(CURL *)> m_easy;
};

// request_error:<class>.
QString requestError(CURLcode result);

} // namespace pulse::delivery
