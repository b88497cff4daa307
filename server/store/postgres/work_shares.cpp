// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/postgres/work_shares.h"

#include <algorithm>

namespace pulse::store {

std::optional<WorkRefusal> WorkShares::add(Work work)
{
    const Participant participant = work.ticket.participant;
    const auto found = m_shares.constFind(participant);
    const size_t ofIts = found == m_shares.constEnd() ? 0 : found->waiting.size();
    if (ofIts >= m_limits.waitingPerParticipant)
        return WorkRefusal::ParticipantFull;
    if (ofIts > 0 && m_waiting >= m_limits.waiting)
        return WorkRefusal::Full;
    if (ofIts == 0)
        m_turns.push_back(participant);
    m_shares[participant].waiting.push_back(std::move(work));
    ++m_waiting;
    return std::nullopt;
}

bool WorkShares::mayBegin(const Share &share, int free) const
{
    if (free <= 0)
        return false;
    return share.running == 0 || (share.running < m_limits.runningPerParticipant && free > m_limits.keptFree);
}

std::optional<WorkShares::Work> WorkShares::next(int free)
{
    const auto turn = std::find_if(m_turns.begin(), m_turns.end(), [&](const Participant &participant) {
        return mayBegin(*m_shares.constFind(participant), free);
    });
    if (turn == m_turns.end())
        return std::nullopt;
    Share &share = m_shares[*turn];
    std::optional<Work> work(std::move(share.waiting.front()));
    share.waiting.pop_front();
    ++share.running;
    --m_waiting;
    if (share.waiting.empty())
        m_turns.erase(turn);
    else
        m_turns.splice(m_turns.end(), m_turns, turn); // behind the others
    return work;
}

void WorkShares::ended(const Participant &participant)
{
    --m_shares[participant].running;
    forgetIfIdle(participant);
}

bool WorkShares::drop(const WorkTicket &ticket)
{
    const auto share = m_shares.find(ticket.participant);
    if (share == m_shares.end())
        return false;
    const auto work =
        std::find_if(share->waiting.begin(), share->waiting.end(),
                     [&ticket](const Work &waiting) { return waiting.ticket.number == ticket.number; });
    if (work == share->waiting.end())
        return false;
    share->waiting.erase(work);
    --m_waiting;
    if (share->waiting.empty())
        m_turns.remove(ticket.participant);
    forgetIfIdle(ticket.participant);
    return true;
}

void WorkShares::forgetIfIdle(const Participant &participant)
{
    const auto share = m_shares.constFind(participant);
    if (share != m_shares.constEnd() && share->running == 0 && share->waiting.empty())
        m_shares.erase(share);
}

} // namespace pulse::store
