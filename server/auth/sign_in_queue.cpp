// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/sign_in_queue.h"

#include <algorithm>
#include <utility>

namespace pulse::auth {

std::optional<Applicant> SignInQueue::add(Applicant applicant, Time now)
{
    const QString login = applicant.login;
    if (!applicant.isKnown && m_networks.value(applicant.network) >= m_limits.mostOfNetwork)
        return applicant;
    const Place place{!applicant.isKnown, applicant.isKnown ? 0 : applicant.before, ++m_lastNumber};
    if (!applicant.isKnown)
        ++m_networks[applicant.network];
    const int ofLogin = ++m_logins[login].waiting;
    m_waiting.emplace(place, Waiting{std::move(applicant), now});
    if (ofLogin > m_limits.mostOfLogin)
        return take(lastOf(login));
    if (m_waiting.size() > m_limits.most)
        return take(std::prev(m_waiting.end()));
    return std::nullopt;
}

SignInQueue::Line::iterator SignInQueue::lastOf(const QString &login)
{
    const auto last = std::find_if(m_waiting.rbegin(), m_waiting.rend(), [&login](const auto &waiting) {
        return waiting.second.applicant.login == login;
    });
    return std::prev(last.base());
}

Applicant SignInQueue::take(Line::iterator at)
{
    Applicant applicant = std::move(at->second.applicant);
    m_waiting.erase(at);
    --m_logins[applicant.login].waiting;
    if (!applicant.isKnown) {
        const auto network = m_networks.find(applicant.network);
        if (--*network == 0)
            m_networks.erase(network);
    }
    return applicant;
}

bool SignInQueue::mayBegin(const Applicant &applicant, Time now) const
{
    return applicant.isKnown || m_logins.value(applicant.login).nextStranger <= now;
}

std::optional<Applicant> SignInQueue::next(Time now)
{
    m_logins.removeIf([now](const auto &line) { return line->waiting == 0 && line->nextStranger <= now; });
    const auto found = std::find_if(m_waiting.begin(), m_waiting.end(), [this, now](const auto &waiting) {
        return mayBegin(waiting.second.applicant, now);
    });
    if (found == m_waiting.end())
        return std::nullopt;
    Applicant applicant = take(found);
    if (!applicant.isKnown)
        m_logins[applicant.login].nextStranger = now + m_limits.betweenStrangers;
    return applicant;
}

std::vector<Applicant> SignInQueue::overdue(Time now)
{
    std::vector<Applicant> late;
    for (auto at = m_waiting.begin(); at != m_waiting.end();) {
        const auto here = at++;
        if (now - here->second.since >= m_limits.longestWait)
            late.push_back(take(here));
    }
    return late;
}

std::vector<Applicant> SignInQueue::all()
{
    std::vector<Applicant> everybody;
    while (!m_waiting.empty())
        everybody.push_back(take(m_waiting.begin()));
    return everybody;
}

std::optional<SignInQueue::Time> SignInQueue::nextMoment(Time now) const
{
    std::optional<Time> soonest;
    for (const auto &[place, waiting] : m_waiting) {
        const Time begins =
            mayBegin(waiting.applicant, now) ? now : m_logins.value(waiting.applicant.login).nextStranger;
        const Time moment = std::min(begins, waiting.since + m_limits.longestWait);
        soonest = std::min(soonest.value_or(moment), moment);
    }
    return soonest;
}

} // namespace pulse::auth
