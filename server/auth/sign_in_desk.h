// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Where passwords are checked: on a few threads of its own, each with a connection, so that neither waiting
// for a check nor the check keeps a database worker from others; an Argon2 hash takes 64 MiB and a core for a
// tenth of a second. Attempts of a login from a network are limited, and a network's attempts on logins it is
// not known for; nothing but that network is refused for it. Who waits is served as sign_in_queue.h says.
//
// Whether a login exists changes nothing before its password is checked.
//
// Thread safety: submit() and counts() from any thread.
// Invariants: every check that is submitted is run or refused, at the latest by stop().
#pragma once

#include "auth/attempt_limiter.h"
#include "auth/known_networks.h"
#include "auth/sign_in_queue.h"
#include "base/mutex.h"
#include "base/service.h"

#include <atomic>
#include <condition_variable>
#include <thread>

namespace pulse::auth {

struct SignInLimits {
    AttemptLimit perLoginAndNetwork{10, std::chrono::seconds{300}};
    AttemptLimit perNetwork{60, std::chrono::seconds{300}}; // on logins it is not known for
    SignInQueueLimits queue = {};
    int checksAtOnce = 2;
};

struct SignInCounts {
    size_t waiting = 0;
    quint64 checked = 0;
    quint64 limited = 0; // refused: too many attempts
    quint64 crowded = 0; // refused: too many waited, or it waited too long
};

class SignInDesk final : public Service {
public:
    SignInDesk(const Clock &clock, store::ConnectionConfig connection, const SignInLimits &limits = {});
    ~SignInDesk() override;

    Result<> start() override; // reads where people have signed in from
    void stop() override; // refuses who waits

    // `address`: the client's.
    void submit(const QString &login, const QString &address, PasswordCheck check);
    SignInCounts counts() const;

private:
    struct Shared {
        AttemptLimiter byLoginAndNetwork;
        AttemptLimiter byNetwork;
        KnownNetworks known;
        SignInQueue queue;
        SignInCounts counts = {};
        bool isClosed = true;
    };
    std::chrono::seconds countAttempt(Applicant &applicant); // zero: allowed
    void takeBack(const Applicant &applicant);
    void run(bool learns);
    std::optional<Applicant> take();
    void serve(const Applicant &applicant, store::Connection &connection);
    void note(const Applicant &applicant, CheckOutcome outcome);
    Result<> learn(store::Connection &connection);

    const Clock &m_clock;
    const store::ConnectionConfig m_connection;
    const SignInLimits m_limits;
    mutable std::mutex m_mutex; // of m_shared
    std::condition_variable m_changed;
    Shared m_shared;
    Instant m_learnedUntil; // the learning thread's
    std::vector<std::thread> m_threads;
};

} // namespace pulse::auth
