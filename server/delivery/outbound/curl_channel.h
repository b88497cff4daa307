// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What channels that curl carries have in common: many transfers in flight on one thread (curl's multi
// interface), names looked up beside it. A channel says how a message becomes a transfer.
#pragma once

#include "base/clock.h"
#include "base/mutex.h"
#include "delivery/job/channel.h"
#include "delivery/outbound/curl_transfer.h"

#include <set>
#include <thread>
#include <unordered_map>
#include <vector>

namespace pulse::delivery {

struct CurlSettings {
    std::chrono::milliseconds timeout{30'000}; // from attempt() to its end, look-up included
    GuardSettings guard = {};
    QByteArray certificateFile = {}; // authorities to trust instead of the system's
    size_t mostInFlight = 256; // beyond it: request_error:busy
};

class CurlChannel : public Channel {
public:
    ~CurlChannel() override;

    Result<> start() override;
    void stop() override; // ends what is in flight
    void attempt(Message message, Done done) override;
    std::chrono::milliseconds longestAttempt() const override { return m_settings.timeout; }

protected:
    // The error's `what` is the attempt's code. Called on the channel's thread.
    using MakeTransfer = std::function<Result<std::unique_ptr<CurlTransfer>>(const Message &message,
                                                                             const AddressGuard &guard)>;

    // `resolver` and `clock` outlive the channel.
    CurlChannel(CurlSettings settings, MakeTransfer makeTransfer, Resolver &resolver, const Clock &clock);

private:
    using SteadyTime = std::chrono::steady_clock::time_point;

    struct Arrived {
        Message message;
        Done done;
        SteadyTime startedAt;
    };
    struct Resolved {
        std::uint64_t id = 0;
        Result<VettedDestination> destination;
    };
    struct Inbox {
        std::vector<Arrived> arrived;
        std::vector<Resolved> resolved;
        size_t inFlight = 0;
        bool isOpen = false;
        CURLM *multi = nullptr; // to wake; null once the thread has ended
    };
    using SharedInbox = std::shared_ptr<Mutex<Inbox>>;
    struct InFlight {
        QString messageId;
        Done done;
        SteadyTime startedAt;
        std::unique_ptr<CurlTransfer> transfer = {};
        bool isDialled = false; // else it waits for its addresses
    };

    void run();
    void accept(Arrived arrived);
    void lookUp(std::uint64_t id, const HostTarget &target);
    void onResolved(const Resolved &resolved);
    void dial(std::uint64_t id, const VettedDestination &destination);
    void takeFinished();
    void expireLookUps();
    std::chrono::milliseconds untilNextExpiry() const;
    void finish(std::uint64_t id, Attempt attempt);
    void endAll();

    const CurlSettings m_settings;
    const MakeTransfer m_makeTransfer;
    const Outbox m_outbox;
    const Clock &m_clock;
    SharedInbox m_inbox;
    std::thread m_thread;
    // The thread's own from here.
    std::unique_ptr<CURLM, CURLMcode (*)(CURLM *)> m_multi;
    std::unordered_map<std::uint64_t, InFlight> m_inFlight;
    std::set<std::uint64_t> m_lookUps; // of these, those that wait for addresses: the oldest first
    std::uint64_t m_lastId = 0;
};

} // namespace pulse::delivery
