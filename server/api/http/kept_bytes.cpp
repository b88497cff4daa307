// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/http/kept_bytes.h"

namespace pulse::api {

bool KeptBytes::hasRoom(const Participant &participant, qint64 bytes) const
{
    const qint64 held = of(participant);
    if (bytes <= m_limits.always || (m_limits.isFirstGranted && held == 0))
        return true;
    return held + bytes <= m_limits.perParticipant && m_total + bytes <= m_limits.all;
}

bool KeptBytes::isOver(const Participant &participant) const
{
    return of(participant) > m_limits.perParticipant;
}

void KeptBytes::add(const Participant &participant, qint64 bytes)
{
    if (bytes == 0)
        return;
    m_total += bytes;
    qint64 &held = m_byParticipant[participant];
    held += bytes;
    if (held == 0)
        m_byParticipant.remove(participant);
}

void KeptBytes::Account::belongTo(const Participant &participant)
{
    if (participant == m_participant)
        return;
    const qint64 counted = m_counted;
    set(0);
    m_participant = participant;
    set(counted);
}

void KeptBytes::Account::set(qint64 bytes)
{
    m_bytes->add(m_participant, bytes - m_counted);
    m_counted = bytes;
}

} // namespace pulse::api
