// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Whose tokens are good no longer, in memory, to be looked at on every request. Filled from the database at
// start, then by the change feed (live/change_follower), which also says up to when it has heard everything.
//
// Thread safety: every function may be called from any thread; setListener() before the others.
// Invariants: holds what was revoked until no token of it can live any more, and nothing is ever taken back.
// Until heard() was called, and when that is too long ago, it is not current: what it does not hold may have
// ended all the same.
#pragma once

#include "auth/token_verifier.h"
#include "model/revocation.h"

#include <chrono>
#include <functional>

namespace pulse::auth {

struct SessionRegisterConfig {
    QString issuer; // ours: its tokens are of sessions
    std::chrono::milliseconds staleAfter{10'000};
};

class SessionRegister {
public:
    using Steady = std::chrono::steady_clock;

    SessionRegister(const Clock &clock, SessionRegisterConfig config);

    // Called after add(), on its thread.
    void setListener(std::function<void()> listener);

    // What the database says now, whatever the feed does: at start, and for whom waits meanwhile.
    Result<> load(store::Connection &connection);
    void add(const std::vector<model::Revocation> &revocations);
    // Everything that was committed before `at` has been added.
    void heard(Steady::time_point at);
    bool isCurrent() const;

    // session_ended (401) when the claims' session has ended.
    Result<> check(const Claims &claims) const;
    // revocations_unknown (503) when it cannot be said whose sessions have ended.
    Result<> checkCurrent() const;
    qsizetype size() const;

private:
    // Who (issuer and subject) or which tenant, and tokens issued until when.
    struct Moment {
        Instant issuedBefore;
        Instant until;
    };
    using Moments = QHash<QByteArray, Moment>;
    struct State {
        QHash<QString, Instant> sessions; // until when
        Moments persons;
        Moments tenants;
        std::optional<Steady::time_point> heardAt;
    };
    static void add(State &state, const model::Revocation &revocation);
    static void keep(Moments &moments, const QByteArray &name, const model::Revocation &revocation);
    static bool isBefore(const Moments &moments, const QByteArray &name, Instant issuedAt);
    bool hasEnded(const Claims &claims) const;

    const Clock &m_clock;
    const SessionRegisterConfig m_config;
    std::function<void()> m_listener;
    mutable Mutex<State> m_state;
};

} // namespace pulse::auth
