// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Gets small documents from web servers that the operator named in the configuration, so they may be inside;
// what tenants name goes through delivery/outbound and its guard. Many at once on one thread, each bounded in
// time and size. Certificates are checked; without TLS only this machine is spoken to. No redirects, no
// proxy.
//
// Thread safety: every function may be called from any thread. `done` is called once, on the fetcher's
// thread (or the caller's, when it is refused at once), and must not block.
// Invariants: errors are Unavailable (the server did not answer with a document; `what` says why) or Invalid
// (the address is not one that isFetchable).
#pragma once

#include "base/mutex.h"
#include "base/result.h"

#include <QByteArray>
#include <QUrl>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <thread>
#include <vector>

namespace pulse::outbound {

struct FetchSettings {
    std::chrono::milliseconds timeout{10'000}; // of one document, look-up included
    qsizetype largest = 262'144; // bytes of one document
    size_t mostAtOnce = 64;
    QByteArray certificateFile = {}; // authorities to trust instead of the system's
};

// https, or http to this machine: 127.0.0.0/8, ::1 or localhost. Neither user nor password.
bool isFetchable(const QUrl &url);

class DocumentFetcher {
public:
    using Done = std::function<void(Result<QByteArray> body)>;

    explicit DocumentFetcher(FetchSettings settings = {});
    ~DocumentFetcher();

    Result<> start();
    void stop(); // what is under way ends with an error; idempotent
    void fetch(const QUrl &url, Done done);

private:
    class Transfer;
    struct Inbox {
        std::vector<std::unique_ptr<Transfer>> arrived;
        size_t atOnce = 0;
        bool isOpen = false;
        void *multi = nullptr; // to wake; null once the thread has ended
    };

    void run(void *multi);
    bool takeArrived(void *multi);
    void takeFinished(void *multi);
    void finish(std::unique_ptr<Transfer> transfer, Result<QByteArray> body);

    const FetchSettings m_settings;
    Mutex<Inbox> m_inbox;
    std::thread m_thread;
    std::map<void *, std::unique_ptr<Transfer>> m_underWay; // the thread's own; by curl's handle
};

} // namespace pulse::outbound
