// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The queue before the check of a password. Whoever comes from a network that its login has signed in from
// before is next. Of all others the network that has tried least is next, then whoever came first: that is
// round robin by network, and nobody who floods the queue comes before a person who comes for the first time.
// A login's password is checked for strangers only so often, however many networks they have.
//
// At a bound somebody is refused: of those it is about, the one that would have been served last. So one
// network cannot fill the queue for others, nor one login for other logins.
//
// Thread safety: none; SignInDesk guards it.
// Invariants: holds at most `most`; nobody waits longer than `longestWait` if overdue() is called.
#pragma once

#include "base/result.h"
#include "store/postgres/connection.h"

#include <QHash>
#include <QString>
#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <vector>

namespace pulse::auth {

struct SignInQueueLimits {
    std::chrono::milliseconds longestWait{30'000};
    std::chrono::milliseconds betweenStrangers{500}; // checks of one login
    size_t most = 600; // that wait: what two checks at once get through within the longest wait
    int mostOfLogin = 60; // likewise, at one check in 500 ms
    int mostOfNetwork = 16;
};

// An error, and when the caller may try again (for Retry-After; zero: no matter).
struct Refusal {
    Error error;
    std::chrono::seconds retryAfter{0};
};

enum class CheckOutcome {
    Right,
    Wrong,
    Undecided, // the database was away, or the like: no attempt at all
};

struct CheckedPassword {
    CheckOutcome outcome = CheckOutcome::Undecided;
    std::function<void()> answer; // called once the outcome is noted
};

// Exactly one of the two is called, once.
struct PasswordCheck {
    std::function<CheckedPassword(store::Connection &)> run; // on a thread of the desk
    std::function<void(const Refusal &)> refuse; // on any thread
};

struct Applicant {
    QString login; // whether anybody has it or not
    QString network; // networkOf() the address
    bool isKnown = false; // the login has signed in from there before
    int before = 0; // attempts of the network that still count
    PasswordCheck check = {};
};

class SignInQueue {
public:
    using Time = std::chrono::steady_clock::time_point;

    explicit SignInQueue(const SignInQueueLimits &limits)
        : m_limits(limits)
    {
    }

    // Who is refused for it: nobody, this one, or another that had to make room.
    std::optional<Applicant> add(Applicant applicant, Time now);
    std::optional<Applicant> next(Time now); // whose password may be checked now
    std::vector<Applicant> overdue(Time now); // who have waited too long; they wait no more
    std::vector<Applicant> all(); // they wait no more
    std::optional<Time> nextMoment(Time now) const; // when to look again, if nobody comes before
    size_t waiting() const { return m_waiting.size(); }
    qsizetype logins() const { return m_logins.size(); } // that something is kept of

private:
    struct Place { // in the order of service
        bool isStranger = true;
        int before = 0;
        quint64 number = 0; // of arrival
        auto operator<=>(const Place &) const = default;
    };
    struct Waiting {
        Applicant applicant;
        Time since;
    };
    struct LoginLine {
        int waiting = 0;
        Time nextStranger; // not before
    };
    using Line = std::map<Place, Waiting>;

    Applicant take(Line::iterator at);
    bool mayBegin(const Applicant &applicant, Time now) const;
    Line::iterator lastOf(const QString &login);

    const SignInQueueLimits m_limits;
    Line m_waiting;
    QHash<QString, LoginLine> m_logins; // those that wait, or are paused
    QHash<QString, int> m_networks; // strangers that wait
    quint64 m_lastNumber = 0;
};

} // namespace pulse::auth
