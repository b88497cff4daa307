// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chaos/course/absent_receiver.h"

namespace pulse::chaos {

AbsentReceiver::AbsentReceiver(const Absence &absence)
    : m_absence(absence)
    , m_door(std::make_unique<test::HttpReceiver>())
    , m_port(m_door->port())
{
}

void AbsentReceiver::leave()
{
    keepArrivals();
    if (m_absence.isGone) {
        m_door.reset();
        m_seen = 0;
        return;
    }
    m_door->answerAlways(m_absence.answer);
    m_refused = m_door->requests().size();
}

void AbsentReceiver::comeBack()
{
    if (m_absence.isGone) {
        m_door = std::make_unique<test::HttpReceiver>(m_port);
        return;
    }
    keepArrivals();
    m_door->answerAlways({});
}

QList<QByteArray> AbsentReceiver::arrivals()
{
    keepArrivals();
    return m_arrivals;
}

void AbsentReceiver::keepArrivals()
{
    if (!m_door)
        return;
    const auto requests = m_door->requests();
    const qsizetype until = m_refused >= 0 ? m_refused : requests.size();
    for (qsizetype i = m_seen; i < until; ++i)
        m_arrivals.append(requests[i].header("webhook-id"));
    m_seen = requests.size();
    m_refused = -1;
}

} // namespace pulse::chaos
