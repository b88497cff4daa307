// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// SNMP: traps, which are sent and forgotten, and INFORMs, whose answer is the receipt. One thread waits for
// all receivers at once: Net-SNMP's tables allow no second one, and a receiver that never answers holds a
// socket and nothing else, so it delays nobody.
#pragma once

#include "base/clock.h"
#include "base/mutex.h"
#include "delivery/job/channel.h"
#include "delivery/snmp/snmp_session.h"

#include <map>
#include <thread>

namespace pulse::delivery {

struct SnmpSettings {
    std::chrono::milliseconds timeout{30'000}; // from attempt() to its end, look-up included
    SnmpLimits limits = {};
    GuardSettings guard = {};
    size_t mostInFlight = 256; // beyond it: request_error:busy
};

class SnmpChannel final : public Channel {
public:
    // `resolver` and `clock` outlive the channel.
    SnmpChannel(SnmpSettings settings, Resolver &resolver, const Clock &clock);
    ~SnmpChannel() override;

    Result<> start() override;
    void stop() override; // ends what is in flight
    void attempt(Message message, Done done) override;
    std::chrono::milliseconds longestAttempt() const override { return m_settings.timeout; }

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
    class Waker; // an eventfd
    struct Inbox {
        std::vector<Arrived> arrived;
        std::vector<Resolved> resolved;
        size_t inFlight = 0;
        bool isOpen = false;
        std::shared_ptr<Waker> waker; // null once the thread has ended
    };
    using SharedInbox = std::shared_ptr<Mutex<Inbox>>;
    struct InFlight {
        Arrived arrived;
        model::SnmpConfig config = {};
        std::unique_ptr<SnmpSession> session = {}; // once dialled
        SteadyTime looksAgainAt = {}; // whether an answer is overdue
    };

    void run();
    bool takeIn(); // false: stopped
    void accept(Arrived arrived);
    void onResolved(const Resolved &resolved);
    void dial(std::uint64_t id, const VettedDestination &destination);
    void wait();
    void passTime();
    void finishEnded();
    void finish(std::uint64_t id, Attempt attempt);
    void lookLater(InFlight &flight) const;
    SteadyTime nextLook() const;
    SnmpEngine engineOf(const Message &message) const;

    const SnmpSettings m_settings;
    const Outbox m_outbox;
    const Clock &m_clock;
    SharedInbox m_inbox;
    std::thread m_thread;
    // The thread's own from here.
    std::shared_ptr<Waker> m_waker;
    std::map<std::uint64_t, InFlight> m_inFlight;
    SnmpKeys m_keys;
    std::uint64_t m_lastId = 0;
};

} // namespace pulse::delivery
