// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Whose work is next: each participant has a queue of its own, and the queues take turns. So however much one
// participant queues, another waits only for work that runs already.
//
// Thread safety: none; DatabaseWorkers guards it.
// Invariants: what waits is bounded, of each participant and in all. Whoever has nothing running may begin on
// any free worker; more than one at a time begins only while `keptFree` workers stay free for others.
#pragma once

#include "store/postgres/connection.h"

#include <QByteArray>
#include <QHash>
#include <deque>
#include <functional>
#include <list>
#include <optional>

namespace pulse::store {

using Participant = QByteArray; // a tenant, or all of a kind of callers who belong to none

struct WorkLimits {
    size_t waiting = 500; // of all; beyond it, one for each participant that has nothing waiting
    size_t waitingPerParticipant = 100;
    int runningPerParticipant = 2;
    int keptFree = 1;
};

struct WorkTicket {
    Participant participant;
    quint64 number = 0; // 0: none
};

enum class WorkRefusal {
    ParticipantFull, // too much of this participant's waits already
    Full, // too much in all
    Stopping,
};

class WorkShares {
public:
    struct Work {
        WorkTicket ticket;
        std::function<void(Connection &)> job;
    };

    explicit WorkShares(const WorkLimits &limits)
        : m_limits(limits)
    {
    }

    std::optional<WorkRefusal> add(Work work);
    // What may begin now. `free`: workers with nothing to do, the one that asks among them. The caller says
    // ended() when it is over.
    std::optional<Work> next(int free);
    void ended(const Participant &participant);
    bool drop(const WorkTicket &ticket); // false: it does not wait (any more)
    size_t waiting() const { return m_waiting; }
    int running(const Participant &participant) const { return m_shares.value(participant).running; }

private:
    struct Share {
        std::deque<Work> waiting;
        int running = 0;
    };
    bool mayBegin(const Share &share, int free) const;
    void forgetIfIdle(const Participant &participant);

    const WorkLimits m_limits;
    QHash<Participant, Share> m_shares; // those with work that waits or runs
    std::list<Participant> m_turns; // those with work that waits; whose turn is next, first
    size_t m_waiting = 0;
};

} // namespace pulse::store
